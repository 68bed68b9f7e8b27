import { isSkillNeuronsError, type SkillNeuronsError } from '@skill-neurons/core';
import { loadTask } from './load-task.ts';
import { taskFilesOf, taskNameOf } from './task-files.ts';
import type { Task } from './types.ts';

/** A task file of a folder: the task, or what is wrong with the file. */
export type TaskListing = { name: string; file: string } & ({ task: Task; error?: undefined } | { task?: undefined; error: SkillNeuronsError });

/** The task files of some folders, sorted by name. Of two with one name the earlier folder's counts, as in `loadTask`. */
export async function listTasks(folders: readonly string[]): Promise<TaskListing[]> {
  const listings: TaskListing[] = [];
  for (const file of await taskFilesOf(folders)) {
    const name = taskNameOf(file);
    try {
      listings.push({ name, file, task: await loadTask(file) });
    } catch (error) {
      if (!isSkillNeuronsError(error)) throw error;
      listings.push({ name, file, error });
    }
  }
  return listings;
}
