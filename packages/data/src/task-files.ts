import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** The name of a task is that of its file. */
export const taskNameOf = (file: string) => basename(file, extname(file));

/** The task files of some folders, sorted by name. Of two with one name the earlier folder's counts. */
export async function taskFilesOf(folders: readonly string[]): Promise<string[]> {
  const byName = new Map<string, string>();
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort()) {
      if (/\.ya?ml$/.test(name) && !byName.has(taskNameOf(name))) byName.set(taskNameOf(name), join(folder, name));
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}
