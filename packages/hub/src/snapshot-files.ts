import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * Paths of the files of a folder, links followed, with `/`, sorted. Links that lead nowhere are left out unless `broken`.
 * Empty when there is no folder.
 */
export async function filesOf(folder: string, { broken = false } = {}): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(path).then((target) => target.isFile(), () => broken)));
    if (isFile) files.push(relative(folder, path).split(sep).join('/'));
  }
  return files.sort();
}
