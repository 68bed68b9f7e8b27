import { SkillNeuronsError } from '@skill-neurons/core';
import { formatOfFile } from '../row-format.ts';
import type { RowFormat } from '../types.ts';

/** The files of a data set, by split; paths and patterns relative to its root. */
export interface DataFiles {
  format: RowFormat;
  splits: Readonly<Record<string, readonly string[]>>;
}

const splitNames: Readonly<Record<string, readonly string[]>> = { train: ['train', 'training'], validation: ['validation', 'valid', 'val', 'dev'], test: ['test', 'testing'] };
/** Best first: of a data set that is there in several formats. */
const formats: readonly RowFormat[] = ['parquet', 'jsonl', 'csv', 'tsv', 'json'];
/** What `datasets` and the hub put beside the data. */
const notData = /(^|\/)(dataset_infos?|dataset_dict|state|config|README)\.[a-z]+$|(^|\/)\./i;

/**
 * Finds the files of each split by the usual names (`train-00000-of-00002.parquet`, `dev.tsv`, `sst2/test.jsonl`); files whose names
 * tell no split, or all the same, are its training rows.
 * @param paths relative to the data set's root, with `/`
 * @param folder where the set has several configurations: the folder of one
 * @throws TASK_DRAFT
 */
export function findDataFiles(paths: readonly string[], folder?: string): DataFiles {
  const readable = paths.filter((path) => !notData.test(path) && formatOfFile(path) !== undefined);
  const folders = [...new Set(readable.map(folderOf))].sort();
  const data = folder === undefined ? readable : readable.filter((path) => folderOf(path) === folder);
  if (folder !== undefined && data.length === 0) throw draftError(`no data lie in a folder "${folder}"`, folders.length === 0 ? 'leave out --config' : `the folders are ${list(folders)}`);
  const format = formats.find((candidate) => data.some((path) => formatOfFile(path) === candidate));
  if (format === undefined) throw draftError(`none of its ${paths.length} files is parquet, JSON, JSON Lines, CSV or TSV`, 'write a task file by hand: datasets/tasks/README.md describes it');
  const chosen = data.filter((path) => formatOfFile(path) === format);
  const groups = new Map<string, string[]>();
  for (const path of [...chosen].sort()) {
    const split = splitOfFile(path) ?? 'train';
    groups.set(split, [...(groups.get(split) ?? []), path]);
  }
  const mixed = [...groups.values()].find((files) => new Set(files.map(folderOf)).size > 1);
  if (mixed !== undefined) throw draftError(`it holds several sets, in the folders ${list(folders)}`, 'choose one with --config');
  const [only, ...others] = groups.values();
  if (only !== undefined && others.length === 0) return { format, splits: { train: asPattern(only) } };
  if (!groups.has('train')) throw draftError(`no file of ${list(chosen)} is named as training rows`, 'write a task file by hand: datasets/tasks/README.md describes it');
  const order = ['train', 'validation', 'test'];
  const sorted = [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return { format, splits: Object.fromEntries(sorted.map(([split, files]) => [split, asPattern(files)])) };
}

/** The split that a file's name tells, or else the folders above it. */
function splitOfFile(path: string): string | undefined {
  for (const part of path.toLowerCase().split('/').reverse()) {
    const words = part.split(/[^a-z]+/);
    const found = Object.entries(splitNames).find(([, names]) => names.some((name) => words.includes(name)));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** The shards of one file as a pattern. */
function asPattern(files: readonly string[]): string[] {
  const patterns = new Set(files.map((file) => file.replace(/-\d{5}-of-\d{5}/, '-*')));
  return files.length > 1 && patterns.size === 1 ? [...patterns] : [...files];
}

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

const shownNames = 12;
const list = (names: readonly string[]) => (names.length > shownNames ? `${names.slice(0, shownNames).join(', ')} and ${names.length - shownNames} more` : names.join(', '));

export function draftError(message: string, hint: string, where?: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TASK_DRAFT', message, where, hint });
}
