import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTask, inputFiles } from '@skill-neurons/data';
import type { Job } from '../job.ts';
import type { StoredPlan } from '../plan-file.ts';
import { hashFile, type FileDigest } from '../store/hash-file.ts';

export interface InputFile extends FileDigest {
  path: string;
}

export interface InputBytes {
  models: { id: string; folder: string; files: InputFile[] }[];
  tasks: { id: string; files: InputFile[] }[];
}

/** The files that some jobs read in the end, with the checksums that they have now: checkpoints, task files and data. */
export async function inputBytes(jobs: readonly Job[], { located }: StoredPlan): Promise<InputBytes> {
  const models = [...new Set(jobs.map(({ parameters }) => parameters.model))].sort();
  const tasks = [...new Set(jobs.flatMap(tasksOf))].sort();
  return {
    models: await Promise.all(models.map(async (id) => ({ id, folder: located.models[id]!, files: await digests(await filesIn(located.models[id]!)) }))),
    tasks: await Promise.all(
      tasks.map(async (id) => {
        const file = located.tasks[id]!;
        const task = await loadTask(file);
        const { train, validation, test } = located.study.splits;
        const splits = [train, validation, test, ...task.adversarial];
        const read = await Promise.all(splits.map((split) => inputFiles(task, split, located.dataFolder === undefined ? {} : { dataFolder: located.dataFolder })));
        return { id, files: await digests([file, ...new Set(read.flat())]) };
      }),
    ),
  };
}

function tasksOf({ parameters }: Job): string[] {
  const { task, targets, prompt } = parameters as { task?: string; targets?: string[]; prompt?: { task?: string } };
  return [task, prompt?.task, ...(targets ?? [])].filter((name) => name !== undefined);
}

/** Files and links to files (a hub cache has links); a link that leads nowhere was read by nobody. */
async function filesIn(folder: string): Promise<string[]> {
  const paths = (await readdir(folder)).sort().map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return paths.filter((_, i) => kinds[i]?.isFile());
}

async function digests(paths: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) found.push({ path, ...(await hashFile(path)) });
  return found;
}
