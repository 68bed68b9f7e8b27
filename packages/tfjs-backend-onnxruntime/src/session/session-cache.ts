import { Interner } from '../graph/interner.ts';
import type { RecordedGraph } from '../graph/recorded-graph.ts';
import { sameWords, structureOf, type Structure } from '../graph/structure.ts';
import type { OnnxRuntimeOptions } from '../options.ts';
import type { StatisticsCounter } from '../statistics.ts';
import { CompiledGraph } from './compiled-graph.ts';
import { estimateBytes } from './estimate-bytes.ts';
import { modelFromGraph } from './model-from-graph.ts';

interface Entry {
  structure: Structure;
  compiled: CompiledGraph;
  recompiles: number;
  lastUse: number;
}

/** After so many recompilations for changed scalars, all scalars become inputs. */
const maxRecompiles = 2;
/** Strings that are remembered before everything is forgotten: a bound for programs whose shapes never repeat. */
const maxSignatures = 200_000;

/** Compiled graphs by structure; keeps the most recently used ones that fit into the given memory. */
export class SessionCache {
  private readonly options: OnnxRuntimeOptions;
  private readonly statistics: StatisticsCounter;
  private readonly interner = new Interner();
  private readonly buckets = new Map<number, Entry[]>();
  /** Per family of graphs (equal but for shapes) the scalars that have been seen to change. */
  private readonly changingLiterals = new Map<number, Set<number>>();
  private readonly unload: (session: number) => void;
  private count = 0;
  private total = 0;
  private clock = 0;
  private nextSession = 0;

  /** @param unload gives up a session that may have been loaded */
  constructor(options: OnnxRuntimeOptions, statistics: StatisticsCounter, unload: (session: number) => void) {
    this.options = options;
    this.statistics = statistics;
    this.unload = unload;
  }

  get size(): number {
    return this.count;
  }

  /** About how much memory the sessions hold. */
  get bytes(): number {
    return this.total;
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

  /** Gives a session up that could not be loaded. */
  forget(compiled: CompiledGraph): void {
    for (const entry of this.entries()) if (entry.compiled === compiled) this.remove(entry);
  }

  clear(): void {
    for (const { compiled } of this.entries()) this.unload(compiled.session);
    this.buckets.clear();
    this.changingLiterals.clear();
    this.interner.clear();
    this.count = 0;
    this.total = 0;
  }

  private add(graph: RecordedGraph, structure: Structure, bucket: Entry[]): CompiledGraph {
    const changing = this.changingLiterals.get(structure.family);
    const compiled = this.compile(graph, graph.literals.map((_, slot) => changing?.has(slot) === true));
    this.statistics.misses++;
    bucket.push({ structure, compiled, recompiles: 0, lastUse: ++this.clock });
    this.buckets.set(structure.hash, bucket);
    this.count++;
    this.total += compiled.bytes;
    this.evict();
    return compiled;
  }

  private recompile(entry: Entry, graph: RecordedGraph, changed: readonly number[]): void {
    const changing = this.changingLiterals.get(entry.structure.family) ?? new Set();
    this.changingLiterals.set(entry.structure.family, changing);
    for (const slot of changed) changing.add(slot);
    const all = entry.recompiles >= maxRecompiles;
    const compiled = this.compile(graph, entry.compiled.isInput.map((isInput, slot) => all || isInput || changing.has(slot)));
    this.unload(entry.compiled.session);
    this.total += compiled.bytes - entry.compiled.bytes;
    entry.compiled = compiled;
    entry.recompiles++;
    this.statistics.recompiles++;
  }

  private compile(graph: RecordedGraph, isInput: readonly boolean[]): CompiledGraph {
    const started = performance.now();
    const model = modelFromGraph(graph, isInput);
    const encodeMs = performance.now() - started;
    this.statistics.encodeMs += encodeMs;
    this.statistics.compileMs += encodeMs;
    this.statistics.modelBytes = model.byteLength;
    const bytes = estimateBytes(graph, model.byteLength, this.options.memoryArena);
    return new CompiledGraph(this.nextSession++, graph, isInput, model, bytes);
  }

  /** The newest session stays, however large it is. */
  private evict(): void {
    while (this.total > this.options.maxSessionBytes && this.count > 1) {
      this.remove([...this.entries()].reduce((oldest, entry) => (entry.lastUse < oldest.lastUse ? entry : oldest)));
      this.statistics.evictions++;
    }
  }

  private remove(entry: Entry): void {
    this.unload(entry.compiled.session);
    const { hash } = entry.structure;
    const rest = this.buckets.get(hash)!.filter((other) => other !== entry);
    if (rest.length > 0) this.buckets.set(hash, rest);
    else this.buckets.delete(hash);
    this.count--;
    this.total -= entry.compiled.bytes;
  }

  private *entries(): Generator<Entry> {
    for (const bucket of [...this.buckets.values()]) yield* bucket;
  }
}
