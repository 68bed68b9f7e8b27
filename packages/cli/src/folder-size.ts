import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderSize {
  bytes: number;
  files: number;
  /** False where time ran out: there is more. */
  complete: boolean;
}

/** What lies in a folder and below it; links count as themselves. Null where there is none, or none that can be read. */
export async function folderSize(folder: string, milliseconds: number): Promise<FolderSize | null> {
  const end = performance.now() + milliseconds;
  const size = { bytes: 0, files: 0, complete: true };
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const entries = await readdir(at, { withFileTypes: true }).catch((): Dirent[] | null => null);
    if (entries === null && at === folder) return null;
    const inside = at;
    const files = (entries ?? []).filter((entry) => !entry.isDirectory());
    waiting.push(...(entries ?? []).filter((entry) => entry.isDirectory()).map(({ name }) => join(inside, name)));
    // What is deleted meanwhile takes no room.
    const bytes = await Promise.all(files.map(({ name }) => lstat(join(inside, name)).then((found) => found.size, () => 0)));
    size.bytes += bytes.reduce((sum, one) => sum + one, 0);
    size.files += files.length;
    if (performance.now() > end) return { ...size, complete: waiting.length === 0 };
  }
  return size;
}
