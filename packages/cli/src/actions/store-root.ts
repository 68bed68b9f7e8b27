import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRun } from '@skill-neurons/experiments';

/** The store of a run, or the folder itself where that is a store. @throws RUN_NOT_FOUND */
export async function storeRootOf(path: string): Promise<string> {
  const folder = resolve(path);
  if (!existsSync(join(folder, 'run.json')) && existsSync(join(folder, 'plans'))) return folder;
  return (await readRun(path)).store;
}
