import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { isPlainName } from './plain-name.ts';

export interface ServedFile {
  handle: FileHandle;
  stats: Stats;
}

// A link put in place of the file is not followed, a pipe is not waited for. Windows has neither flag.
const readFlags = constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** A folder whose files may be read, and nothing else: what leads out of it, by name or by symbolic link, and hidden files are not there. */
export class ServedFolder {
  /** Its real path. */
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** @throws VIEWER_FOLDER */
  static async at(path: string): Promise<ServedFolder> {
    const root = await realpath(path).catch(() => null);
    if (root !== null && (await stat(root)).isDirectory()) return new ServedFolder(root);
    throw new SkillNeuronsError({ code: 'VIEWER_FOLDER', message: root === null ? 'there is no such folder' : 'it is not a folder', where: path, hint: 'give the --out folder of `skill-neurons run` or a folder with several of them' });
  }

  /** Real path of what the names lead to, or null. */
  async find(names: readonly string[]): Promise<string | null> {
    if (!names.every(isPlainName)) return null;
    const real = await realpath(join(this.root, ...names)).catch(() => null);
    return real !== null && this.holds(real) ? real : null;
  }

  /** Whether a real path lies in the folder and nothing on the way is hidden. */
  holds(real: string): boolean {
    const within = relative(this.root, real);
    return within === '' || (!isAbsolute(within) && within.split(sep).every(isPlainName));
  }

  /** Opens a regular file, or null. Its holder closes the handle. */
  async open(names: readonly string[]): Promise<ServedFile | null> {
    const real = await this.find(names);
    if (real === null || !(await lstat(real).catch(() => null))?.isFile()) return null;
    const handle = await open(real, readFlags).catch(() => null);
    if (handle === null) return null;
    const stats = await handle.stat();
    // A folder on the way may have become a link since it was looked at.
    const [still, now] = await Promise.all([realpath(real).catch(() => null), lstat(real).catch(() => null)]);
    if (stats.isFile() && still === real && now?.ino === stats.ino && now.dev === stats.dev) return { handle, stats };
    await handle.close();
    return null;
  }

  /** A text file of at most `limit` bytes, or null where there is none. @throws VIEWER_LARGE */
  async readText(names: readonly string[], limit: number): Promise<string | null> {
    const file = await this.open(names);
    if (file === null) return null;
    try {
      const { size } = file.stats;
      if (size > limit) throw new SkillNeuronsError({ code: 'VIEWER_LARGE', message: `it has ${size} bytes, more than the ${limit} that are read here`, where: names.join('/'), hint: 'use the commands of skill-neurons on this run' });
      const buffer = Buffer.alloc(size);
      let filled = 0;
      while (filled < size) {
        const { bytesRead } = await file.handle.read(buffer, filled, size - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.toString('utf8', 0, filled);
    } finally {
      await file.handle.close();
    }
  }

  /** Changes whenever the file does; null where there is none. */
  async stamp(names: readonly string[]): Promise<string | null> {
    const real = await this.find(names);
    const found = real === null ? null : await lstat(real).catch(() => null);
    return found?.isFile() ? `${found.ino}:${found.size}:${found.mtimeMs}` : null;
  }
}
