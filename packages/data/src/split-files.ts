import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { formatOfFile } from './row-format.ts';
import type { FileSplit } from './types.ts';

/**
 * The files of a split below a root folder, in order: files as they stand, the files of a folder, and those that a pattern
 * with `*` (any part of a name) matches, both sorted by name.
 *
 * @throws DATA_FILE_MISSING for a pattern or folder without a file
 */
export async function filesOfSplit(root: string, split: FileSplit, missingHint: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of split.files) {
    const path = join(root, entry);
    if (entry.includes('*')) found.push(...(await filesMatching(root, entry.split('/'), missingHint)));
    else if (await isFolder(path)) found.push(...(await filesInside(path, split, missingHint)));
    else found.push(path);
  }
  return found;
}

async function filesMatching(root: string, segments: readonly string[], hint: string): Promise<string[]> {
  let paths = [root];
  for (const segment of segments) {
    const next: string[] = [];
    for (const path of paths) {
      if (!segment.includes('*')) next.push(join(path, segment));
      else next.push(...(await namesIn(path)).filter((name) => matches(name, segment)).map((name) => join(path, name)));
    }
    paths = next;
  }
  if (paths.length === 0) throw noFile(join(root, ...segments), 'no file matches this pattern', hint);
  return paths;
}

/** True where `pattern` without its `*` stands in `name` piece by piece. Hidden files match only what starts with a dot. */
function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const pieces = pattern.split('*');
  const [first = '', ...middle] = pieces;
  const last = middle.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const piece of middle) {
    const at = name.indexOf(piece, position);
    if (at < 0) return false;
    position = at + piece.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}

async function filesInside(folder: string, split: FileSplit, hint: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => !name.startsWith('.') && (formatOfFile(name) === split.format || (split.format === 'lines' && extname(name) === '.txt')));
  if (names.length === 0) throw noFile(folder, `the folder has no ${split.format} file`, hint);
  return names.map((name) => join(folder, name));
}

const isFolder = (path: string) => stat(path).then((info) => info.isDirectory(), () => false);

const namesIn = async (folder: string) => (await readdir(folder).catch(() => [])).sort();

const noFile = (where: string, message: string, hint: string) => new SkillNeuronsError({ code: 'DATA_FILE_MISSING', message, where, hint });
