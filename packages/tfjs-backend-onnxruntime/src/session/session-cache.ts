import { Interner } from '../graph/interner.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import { sameWords, structureOf, type Structure } from '../graph/structure.ts';
import { loadOnnxRuntime } from '../native.ts';
import type { OnnxRuntimeOptions } from '../options.ts';
import type { StatisticsCounter } from '../statistics.ts';
import { CompiledGraph } from './compiled-graph.ts';
import { estimateWork } from './estimate-work.ts';
import { explainFailure } from './explain-failure.ts';
import { modelFromGraph } from './model-from-graph.ts';

interface Entry {
  structure: Structure;
  compiled: CompiledGraph;
  recompiles: number;
  lastUse: number;
}

/** After so many recompilations for changed scalars, all scalars become inputs. */
const maxRecompiles = 2;
/** Below this much work further threads cost more than they bring, above all to start them. */
const oneThreadWork = 50_000;
/** Strings that are remembered before everything is forgotten: a bound for programs whose shapes never repeat. */
const maxSignatures = 200_000;

/** Compiled graphs by structure; keeps the most recently used. */
export class SessionCache {
  private readonly options: OnnxRuntimeOptions;
  private readonly statistics: StatisticsCounter;
  private readonly interner = new Interner();
  private readonly buckets = new Map<number, Entry[]>();
  /** Per family of graphs (equal but for shapes) the scalars that have been seen to change. */
  private readonly changingLiterals = new Map<number, Set<number>>();
  private count = 0;
  private clock = 0;

  constructor(options: OnnxRuntimeOptions, statistics: StatisticsCounter) {
    this.options = options;
    this.statistics = statistics;
  }

  get size(): number {
    return this.count;
  }

  /** The compiled form of a graph, compiling it if need be. */
  get(graph: RecordedGraph): CompiledGraph {
    if (this.interner.size > maxSignatures) this.clear();
    const started = performance.now();
    const structure = structureOf(graph, this.interner);
    const bucket = this.buckets.get(structure.hash) ?? [];
    const entry = bucket.find((candidate) => sameWords(candidate.structure.words, structure.words));
    this.statistics.hashMs += performance.now() - started;
    if (entry === undefined) return this.add(graph, structure, bucket);
    entry.lastUse = ++this.clock;
    const changed = entry.compiled.changedLiterals(graph);
    if (changed.length === 0) this.statistics.hits++;
    else this.recompile(entry, graph, changed);
    return entry.compiled;
  }

  clear(): void {
    for (const bucket of this.buckets.values()) for (const { compiled } of bucket) compiled.session.dispose();
    this.buckets.clear();
    this.changingLiterals.clear();
    this.interner.clear();
    this.count = 0;
  }

  private add(graph: RecordedGraph, structure: Structure, bucket: Entry[]): CompiledGraph {
    const changing = this.changingLiterals.get(structure.family);
    const compiled = this.compile(graph, graph.literals.map((_, slot) => changing?.has(slot) === true));
    this.statistics.misses++;
    bucket.push({ structure, compiled, recompiles: 0, lastUse: ++this.clock });
    this.buckets.set(structure.hash, bucket);
    this.count++;
    if (this.count > this.options.maxSessions) this.evictOldest();
    return compiled;
  }

  private recompile(entry: Entry, graph: RecordedGraph, changed: readonly number[]): void {
    const changing = this.changingLiterals.get(entry.structure.family) ?? new Set();
    this.changingLiterals.set(entry.structure.family, changing);
    for (const slot of changed) changing.add(slot);
    const all = entry.recompiles >= maxRecompiles;
    const compiled = this.compile(graph, entry.compiled.isInput.map((isInput, slot) => all || isInput || changing.has(slot)));
    entry.compiled.session.dispose();
    entry.compiled = compiled;
    entry.recompiles++;
    this.statistics.recompiles++;
  }

  private compile(graph: RecordedGraph, isInput: readonly boolean[]): CompiledGraph {
    const started = performance.now();
    const model = modelFromGraph(graph, isInput);
    this.statistics.encodeMs += performance.now() - started;
    this.statistics.modelBytes = model.byteLength;
    const { threads, memoryArena, memoryPattern, threadSpinning } = this.options;
    const Session = loadOnnxRuntime();
    const session = new Session();
    try {
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
        intraOpNumThreads: estimateWork(graph) < oneThreadWork ? 1 : threads,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        enableCpuMemArena: memoryArena,
        enableMemPattern: memoryPattern,
        // Errors are thrown; they need not be printed as well.
        logSeverityLevel: 4,
        extra: { session: { intra_op: { allow_spinning: threadSpinning ? '1' : '0' } } },
      });
    } catch (error) {
      throw explainFailure('ONNXRUNTIME_COMPILE_FAILED', error, graph);
    }
    this.statistics.compileMs += performance.now() - started;
    return new CompiledGraph(session, isInput, graph.literals.map(({ node }) => node.value![0]!));
  }

  private evictOldest(): void {
    let oldest: Entry | undefined;
    for (const bucket of this.buckets.values()) {
      for (const entry of bucket) if (oldest === undefined || entry.lastUse < oldest.lastUse) oldest = entry;
    }
    if (oldest === undefined) return;
    oldest.compiled.session.dispose();
    const { hash } = oldest.structure;
    const rest = this.buckets.get(hash)!.filter((entry) => entry !== oldest);
    if (rest.length > 0) this.buckets.set(hash, rest);
    else this.buckets.delete(hash);
    this.count--;
    this.statistics.evictions++;
  }
}
