import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { resolveDataFolder } from './data-folder.ts';
import { fetchHubFolder, filesToFetch, type FetchHubFolder } from './hub-split.ts';
import { readExamples } from './read-examples.ts';
import { defaultReadLimits, type ReadLimits } from './row.ts';
import { samplePositions } from './sample.ts';
import type { CarveOut, Example, FileSplit, Sample, Task } from './types.ts';

export interface LoadExamplesOptions {
  /** The folder that `$DATA` in the task stands for; by default the environment variable SKILL_NEURONS_DATA. */
  dataFolder?: string;
  /** At most this many examples: a plain random sample, in file order. A larger sample with the same seed contains it. */
  limit?: number;
  /** Few-shot: this many examples of each class, in file order. A larger sample with the same seed contains it. */
  perClass?: number;
  /** Seed of that sample. Default 0. */
  seed?: number;
  limits?: Partial<ReadLimits>;
  /** Fetches the files of a split on the hub; by default into the cache that Python's tools share. */
  fetchHub?: FetchHubFolder;
  /** Told of downloads. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Loads the examples of a split, in the order of its files.
 *
 * @throws DATA_UNKNOWN_SPLIT, DATA_NO_FOLDER, DATA_FILE_MISSING, DATA_FILE_TOO_LARGE, DATA_ENCODING, DATA_MALFORMED_ROW,
 *   DATA_PARQUET, DATA_UNKNOWN_COLUMN, DATA_UNKNOWN_KEY, DATA_NULL_CELL, DATA_UNKNOWN_LABEL, DATA_DUPLICATE_ID,
 *   DATA_EMPTY_SPLIT, DATA_ROW_COUNT, DATA_SAMPLE, DATA_LIMIT, HUB_*
 */
export async function loadExamples(task: Task, split: string, options: LoadExamplesOptions = {}): Promise<Example[]> {
  const { limit, perClass, seed = 0 } = options;
  checkLimit(limit, 'a limit of');
  checkLimit(perClass, 'a number per class of');
  const source = findSplit(task, split);
  const examples = await ('from' in source ? loadCarveOut(task, split, source, options) : loadFileSplit(task, split, source, options));
  if (examples.length === 0) throw new SkillNeuronsError({ code: 'DATA_EMPTY_SPLIT', message: `the split "${split}" of ${task.name} has no examples`, where: task.file, hint: 'check the file, the where conditions and the label map' });
  const chosen = perClass === undefined ? examples : take(examples, { perClass, seed }, `${task.name}/${split}`);
  return limit === undefined || limit >= chosen.length ? chosen : take(chosen, { rows: limit, seed }, `${task.name}/${split}`);
}

function checkLimit(limit: number | undefined, what: string): void {
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) throw new SkillNeuronsError({ code: 'DATA_LIMIT', message: `${what} ${limit} examples makes no sense`, hint: 'use a whole number from 1' });
}

function findSplit(task: Task, split: string): FileSplit | CarveOut {
  const source = Object.hasOwn(task.splits, split) ? task.splits[split] : undefined;
  if (source === undefined) throw new SkillNeuronsError({ code: 'DATA_UNKNOWN_SPLIT', message: `the task ${task.name} has no split "${split}"`, where: task.file, hint: `its splits are ${Object.keys(task.splits).join(', ')}` });
  return source;
}

/** The rows of the split's files without those that its carve-outs take, and of these its sample. */
async function loadFileSplit(task: Task, name: string, split: FileSplit, options: LoadExamplesOptions): Promise<Example[]> {
  const rows = await readDisjoint(task, name, split, options);
  const taken = new Set([...carveOuts(task, name, rows).values()].flat());
  const kept = taken.size === 0 ? rows : rows.filter((_, i) => !taken.has(i));
  return split.sample === undefined ? kept : take(kept, split.sample, `${task.name}/${name}`);
}

async function loadCarveOut(task: Task, name: string, { from }: CarveOut, options: LoadExamplesOptions): Promise<Example[]> {
  const source = findSplit(task, from) as FileSplit;
  const rows = await readDisjoint(task, from, source, options);
  return carveOuts(task, from, rows).get(name)!.map((position) => rows[position]!);
}

/** The rows of the split's files without those that `disjoint_from` excludes. */
async function readDisjoint(task: Task, name: string, split: FileSplit, options: LoadExamplesOptions): Promise<Example[]> {
  const excluded = new Set<string>();
  for (const other of split.disjointFrom) {
    for await (const example of await open(task, other, findSplit(task, other) as FileSplit, options)) excluded.add(contentOf(example));
  }
  const examples: Example[] = [];
  for await (const example of await open(task, name, split, options)) if (excluded.size === 0 || !excluded.has(contentOf(example))) examples.push(example);
  if (split.rows !== undefined && examples.length !== split.rows) {
    throw new SkillNeuronsError({ code: 'DATA_ROW_COUNT', message: `the split "${name}" has ${examples.length} rows, the task file says ${split.rows}`, where: task.file, hint: 'the data are other ones than the task file describes, or incomplete; correct or remove its rows: if they are right' });
  }
  return examples;
}

async function open(task: Task, name: string, split: FileSplit, options: LoadExamplesOptions): Promise<AsyncGenerator<Example>> {
  const root = await rootOf(task, split, options);
  return readExamples({ task, split, root, limits: { ...defaultReadLimits, ...options.limits } }, name, options.signal);
}

async function rootOf(task: Task, split: FileSplit, { dataFolder, fetchHub = fetchHubFolder, onProgress, signal }: LoadExamplesOptions): Promise<string> {
  return split.hub === undefined ? resolveDataFolder(task, dataFolder) : (await fetchHub({ ...split.hub, files: filesToFetch(split), signal, onProgress })).folder;
}

/** The splits with files that loading a split reads, and the folders they lie in; those of the hub are fetched. */
export async function openSplits(task: Task, name: string, options: LoadExamplesOptions): Promise<{ split: FileSplit; root: string }[]> {
  const source = findSplit(task, name);
  const own = 'from' in source ? (findSplit(task, source.from) as FileSplit) : source;
  const splits = [own, ...own.disjointFrom.map((other) => findSplit(task, other) as FileSplit)];
  const opened = [];
  for (const split of splits) opened.push({ split, root: await rootOf(task, split, options) });
  return opened;
}

const contentOf = ({ fields }: Example) => JSON.stringify(Object.keys(fields).sort().map((name) => fields[name]));

/** Which rows of a split its carve-outs take: each a random part of what those before it left. */
function carveOuts(task: Task, from: string, rows: readonly Example[]): Map<string, number[]> {
  const taken = new Set<number>();
  const parts = new Map<string, number[]>();
  for (const [name, split] of Object.entries(task.splits)) {
    if (!('from' in split) || split.from !== from) continue;
    const part = samplePositions(rows, split, 'carve-out', `${task.name}/${name}`, taken);
    for (const row of part) taken.add(row);
    parts.set(name, part);
  }
  return parts;
}

const take = (examples: readonly Example[], sample: Sample, place: string) => samplePositions(examples, sample, 'sample', place).map((position) => examples[position]!);
