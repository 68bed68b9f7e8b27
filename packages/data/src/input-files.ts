import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { resolveDataFolder } from './data-folder.ts';
import { fetchHubFolder, filesToFetch } from './hub-split.ts';
import type { LoadExamplesOptions } from './load-examples.ts';
import { filesOfSplit } from './split-files.ts';
import type { FileSplit, Task } from './types.ts';

/**
 * Paths of every file that reading a split opens, sorted: rows, label lines, texts in folders, and the files of splits that it is
 * carved out of or kept apart from.
 *
 * @throws DATA_UNKNOWN_SPLIT, DATA_NO_FOLDER, DATA_FILE_MISSING, HUB_*
 */
export async function inputFiles(task: Task, name: string, options: Pick<LoadExamplesOptions, 'dataFolder' | 'fetchHub' | 'signal'> = {}): Promise<string[]> {
  const source = Object.hasOwn(task.splits, name) ? task.splits[name] : undefined;
  if (source === undefined) throw new SkillNeuronsError({ code: 'DATA_UNKNOWN_SPLIT', message: `the task ${task.name} has no split "${name}"`, where: task.file });
  if ('from' in source) return inputFiles(task, source.from, options);
  const own = await ownFiles(task, source, options);
  const others = await Promise.all(source.disjointFrom.map((other) => inputFiles(task, other, options)));
  return [...new Set([...own, ...others.flat()])].sort();
}

async function ownFiles(task: Task, split: FileSplit, { dataFolder, fetchHub = fetchHubFolder, signal }: Pick<LoadExamplesOptions, 'dataFolder' | 'fetchHub' | 'signal'>): Promise<string[]> {
  const root = split.hub === undefined ? resolveDataFolder(task, dataFolder) : (await fetchHub({ ...split.hub, files: filesToFetch(split), signal })).folder;
  const files = await filesOfSplit(root, split, 'check the data folder');
  if (split.label.file !== undefined) files.push(join(root, split.label.file));
  for (const field of Object.values(split.fields)) {
    if (!('folder' in field)) continue;
    const folder = join(root, field.folder);
    files.push(...(await readdir(folder)).map((file) => join(folder, file)));
  }
  return files;
}
