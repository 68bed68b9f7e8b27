import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isSkillNeuronsError, type SkillNeuronsError } from '@skill-neurons/core';
import { loadTask } from './load-task.ts';
import type { Task } from './types.ts';

/** A task file of a folder: the task, or what is wrong with the file. */
export type TaskListing = { name: string; file: string } & ({ task: Task; error?: undefined } | { task?: undefined; error: SkillNeuronsError });

/** The task files of some folders, sorted by name. Of two with one name the earlier folder's counts, as in `loadTask`. */
export async function listTasks(folders: readonly string[]): Promise<TaskListing[]> {
  const listings: TaskListing[] = [];
  for (const file of await taskFiles(folders)) {
    const name = basename(file, extname(file));
    try {
      listings.push({ name, file, task: await loadTask(file) });
    } catch (error) {
      if (!isSkillNeuronsError(error)) throw error;
      listings.push({ name, file, error });
    }
  }
  return listings;
}

/** The names of the task files of some folders, sorted. */
export async function taskNames(folders: readonly string[]): Promise<string[]> {
  return (await taskFiles(folders)).map((file) => basename(file, extname(file)));
}

async function taskFiles(folders: readonly string[]): Promise<string[]> {
  const byName = new Map<string, string>();
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort()) {
      const stem = basename(name, extname(name));
      if (/\.ya?ml$/.test(name) && !byName.has(stem)) byName.set(stem, join(folder, name));
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}
