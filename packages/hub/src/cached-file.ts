import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, realpath, rename, rm, stat, statfs, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { RepoCache } from './cache-layout.ts';
import { diskError, diskFull, hubError } from './errors.ts';
import { downloadFile, type DownloadFileOptions } from './download-file.ts';
import { withProcessLock } from './process-lock.ts';
import type { HubFile } from './types.ts';

export interface CacheFileOptions extends Omit<DownloadFileOptions, 'target'> {
  cache: RepoCache;
  symlinks: boolean;
  onWait?: () => void;
}

/** Where a file of a commit lies or would lie. */
export function snapshotFile(cache: RepoCache, commit: string, path: string): string {
  return join(cache.snapshot(commit), ...path.split('/'));
}

/** True when the file is there with the listed size. */
export async function isCached(cache: RepoCache, commit: string, file: HubFile): Promise<boolean> {
  return hasSize(snapshotFile(cache, commit, file.path), file.size);
}

/** Puts a file into the cache unless it is there: its content as a blob, and the snapshot's link to it. */
export async function cacheFile(options: CacheFileOptions): Promise<void> {
  const { cache, commit, file, signal, onWait } = options;
  if (await isCached(cache, commit, file)) return;
  const blob = cache.blob(file.etag);
  try {
    await mkdir(dirname(blob), { recursive: true });
    await withProcessLock(cache.lock(file.etag), async () => {
      // Another process may have brought it while this one waited.
      if (await isCached(cache, commit, file)) return options.onBytes(file.size, 'disk');
      const isNew = !(await hasSize(blob, file.size));
      if (isNew) await fetchBlob(blob, options);
      else options.onBytes(file.size, 'disk');
      await place(blob, isNew, options);
    }, { signal, ...(onWait === undefined ? {} : { onWait }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw diskError(blob, cause);
  }
}

async function fetchBlob(blob: string, options: CacheFileOptions): Promise<void> {
  const { file } = options;
  const target = `${blob}.node.incomplete`;
  const there = (await stat(target).catch(() => undefined))?.size ?? 0;
  await checkFreeSpace(dirname(blob), file.size - there);
  await downloadFile({ ...options, target });
  await rename(target, blob).catch(async (cause: NodeJS.ErrnoException) => {
    // A process that took this one for dead was faster.
    if (cause.code !== 'ENOENT' || !(await hasSize(blob, file.size))) throw cause;
  });
}

async function checkFreeSpace(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder).catch(() => undefined);
  if (disk === undefined) return;
  const free = disk.bavail * disk.bsize;
  if (bytes > free) throw diskFull(folder, `${bytes} bytes are needed and ${free} are free`);
}

/** Links the snapshot's file to the blob. Without symbolic links a new blob is moved there and an older one copied, as huggingface_hub does. */
async function place(blob: string, isNew: boolean, { cache, commit, file, symlinks }: CacheFileOptions): Promise<void> {
  const path = snapshotFile(cache, commit, file.path);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const root = await realpath(cache.snapshot(commit));
  const real = await realpath(folder);
  if (real !== root && !real.startsWith(root + sep)) throw hubError({ code: 'HUB_UNSAFE_PATH', message: 'a link in the cache leads out of the snapshot', where: folder, hint: 'remove this link' });
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    if (!symlinks || !(await linked(relative(folder, blob), temporary))) {
      if (isNew) await rename(blob, temporary);
      else await copyFile(blob, temporary);
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function linked(target: string, path: string): Promise<boolean> {
  try {
    await symlink(target, path);
    return true;
  } catch (error) {
    // Windows without the right to make links, or a file system that has none.
    if (['EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function hasSize(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size === size;
}
