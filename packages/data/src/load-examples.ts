import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import { resolveDataFolder } from './data-folder.ts';
import { readExamples } from './read-examples.ts';
import { defaultReadLimits, type ReadLimits } from './row.ts';
import type { CarveOut, Example, FileSplit, Task } from './types.ts';

export interface LoadExamplesOptions {
  /** The folder that `$DATA` in the task stands for; by default the environment variable SKILL_NEURONS_DATA. */
  dataFolder?: string;
  /** At most this many examples: a plain random sample, in file order. A larger sample with the same seed contains it. */
  limit?: number;
  /** Seed of that sample. Default 0. */
  seed?: number;
  limits?: Partial<ReadLimits>;
  signal?: AbortSignal;
}

/**
 * Loads the examples of a split, in the order of its file.
 *
 * @throws DATA_UNKNOWN_SPLIT, DATA_NO_FOLDER, DATA_FILE_MISSING, DATA_FILE_TOO_LARGE, DATA_ENCODING, DATA_MALFORMED_ROW,
 *   DATA_UNKNOWN_COLUMN, DATA_UNKNOWN_KEY, DATA_UNKNOWN_LABEL, DATA_DUPLICATE_ID, DATA_EMPTY_SPLIT, DATA_LIMIT
 */
export async function loadExamples(task: Task, split: string, options: LoadExamplesOptions = {}): Promise<Example[]> {
  const { limit, seed = 0 } = options;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) throw new SkillNeuronsError({ code: 'DATA_LIMIT', message: `a limit of ${limit} examples makes no sense`, hint: 'use a whole number from 1' });
  const source = findSplit(task, split);
  const examples = await ('from' in source ? loadCarveOut(task, split, source, options) : loadFileSplit(task, split, source, options));
  if (examples.length === 0) throw new SkillNeuronsError({ code: 'DATA_EMPTY_SPLIT', message: `the split "${split}" of ${task.name} has no examples`, where: task.file, hint: 'check the file, the where conditions and the label map' });
  return limit === undefined || limit >= examples.length ? examples : pick(examples, createRandom(seed).fork('sample').permutation(examples.length).subarray(0, limit));
}

function findSplit(task: Task, split: string): FileSplit | CarveOut {
  const source = Object.hasOwn(task.splits, split) ? task.splits[split] : undefined;
  if (source === undefined) throw new SkillNeuronsError({ code: 'DATA_UNKNOWN_SPLIT', message: `the task ${task.name} has no split "${split}"`, where: task.file, hint: `its splits are ${Object.keys(task.splits).join(', ')}` });
  return source;
}

async function loadFileSplit(task: Task, name: string, split: FileSplit, options: LoadExamplesOptions): Promise<Example[]> {
  const kept = await readDisjoint(task, name, split, options);
  const taken = new Set([...carveOuts(task, name, kept.length).values()].flatMap((rows) => [...rows]));
  return taken.size === 0 ? kept : kept.filter((_, i) => !taken.has(i));
}

async function loadCarveOut(task: Task, name: string, { from }: CarveOut, options: LoadExamplesOptions): Promise<Example[]> {
  const source = findSplit(task, from) as FileSplit;
  const rows = await readDisjoint(task, from, source, options);
  return pick(rows, carveOuts(task, from, rows.length).get(name)!);
}

/** The rows of the split's file without those that `disjoint_from` excludes. */
async function readDisjoint(task: Task, name: string, split: FileSplit, options: LoadExamplesOptions): Promise<Example[]> {
  const excluded = new Set<string>();
  for (const other of split.disjointFrom) {
    for await (const example of open(task, other, findSplit(task, other) as FileSplit, options)) excluded.add(contentOf(example));
  }
  const examples: Example[] = [];
  for await (const example of open(task, name, split, options)) if (excluded.size === 0 || !excluded.has(contentOf(example))) examples.push(example);
  return examples;
}

function open(task: Task, name: string, split: FileSplit, { dataFolder, limits, signal }: LoadExamplesOptions): AsyncGenerator<Example> {
  return readExamples(task, name, split, resolveDataFolder(task, dataFolder), { ...defaultReadLimits, ...limits }, signal);
}

const contentOf = ({ fields }: Example) => JSON.stringify(Object.keys(fields).sort().map((name) => fields[name]));

/** Which rows of a split its carve-outs take: each a random part of what those before it left. */
function carveOuts(task: Task, from: string, count: number): Map<string, Int32Array> {
  const free = new Set(Array.from({ length: count }, (_, i) => i));
  const parts = new Map<string, Int32Array>();
  for (const [name, split] of Object.entries(task.splits)) {
    if (!('from' in split) || split.from !== from) continue;
    const order = createRandom(split.seed).fork('carve-out').permutation(count).filter((row) => free.has(row));
    const part = order.subarray(0, Math.round(split.fraction * count));
    for (const row of part) free.delete(row);
    parts.set(name, part);
  }
  return parts;
}

/** The examples at some positions, in their original order. */
const pick = (examples: readonly Example[], positions: Int32Array) => [...positions].sort((a, b) => a - b).map((position) => examples[position]!);
