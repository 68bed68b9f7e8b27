import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';

/**
 * Entries of bytes by key in one folder, each a file that ends with the sha256 of what is before. Files appear whole by a rename, so
 * that processes may share the folder; whoever writes removes what was not used for longest beyond the limit. Nothing here throws:
 * a cache that cannot be read or written is as good as none.
 */
export class CacheEntries {
  private readonly folder: string;
  private readonly limit: number;

  /** @param limit bytes that all entries together may take */
  constructor(folder: string, limit: number) {
    this.folder = folder;
    this.limit = limit;
  }

  /** The bytes, or undefined where there are none or the file is damaged; that one is removed. */
  async read(key: string): Promise<Buffer | undefined> {
    const path = this.pathOf(key);
    const file = await readFile(path).catch(() => undefined);
    if (file === undefined) return undefined;
    const bytes = file.subarray(0, Math.max(0, file.length - digestBytes));
    if (!digestOf(bytes).equals(file.subarray(bytes.length))) {
      await rm(path, { force: true }).catch(() => undefined);
      return undefined;
    }
    const now = new Date();
    // The time of use, by which entries are removed.
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  }

  async write(key: string, parts: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(parts);
    if (bytes.length + digestBytes > this.limit) return;
    try {
      await writeFileAtomic(this.pathOf(key), Buffer.concat([bytes, digestOf(bytes)]));
      await this.shrink();
    } catch {
      // No room, or a folder of somebody else's.
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, `${key}${ending}`);
  }

  /** Removes entries, longest unused first, until the rest fits, and what killed writers left. */
  private async shrink(): Promise<void> {
    const files = await Promise.all((await readdir(this.folder)).map(async (name) => ({ name, info: await stat(join(this.folder, name)).catch(() => undefined) })));
    const remove = (name: string) => rm(join(this.folder, name), { force: true }).catch(() => undefined);
    const known = files.flatMap(({ name, info }) => (info?.isFile() === true ? [{ name, size: info.size, used: info.mtimeMs }] : []));
    const [entries, others] = [known.filter(({ name }) => name.endsWith(ending)), known.filter(({ name }) => name.endsWith('.tmp'))];
    for (const { name, used } of others) if (Date.now() - used > abandonedMilliseconds) await remove(name);
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of entries.sort((a, b) => a.used - b.used)) {
      if (total <= this.limit) return;
      await remove(name);
      total -= size;
    }
  }
}

const ending = '.bin';
const digestBytes = 32;
const abandonedMilliseconds = 3_600_000;

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
