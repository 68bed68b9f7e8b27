import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import type { RepoCache } from './cache-layout.ts';
import { impossiblePath } from './repo-path.ts';
import type { HubFile } from './types.ts';

const entry = z.object({
  size: z.int().nonnegative(),
  blob_id: z.string().regex(/^[0-9a-f]{40}$/),
  lfs_sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  lfs_size: z.int().nonnegative().optional(),
  xet_hash: z.string().optional(),
});
const document = z.object({ format_version: z.literal(1), files: z.record(z.string(), entry) });

/** A file as the listing gives it, with what the format of the cached listing needs. */
export interface ListedFile extends HubFile {
  blobId: string;
  /** Size in git, where a large file is a short pointer: the hub gives the file's own. */
  gitSize: number;
  isLarge: boolean;
  xetHash?: string | undefined;
}

/** The listing of a commit as it was kept by us or by huggingface_hub: it never changes. Undefined when absent or damaged. */
export async function readTree(cache: RepoCache, commit: string): Promise<ListedFile[] | undefined> {
  try {
    const { files } = document.parse(JSON.parse(await readFile(cache.tree(commit), 'utf8')));
    const listed = Object.entries(files).map(([path, { size, blob_id, lfs_sha256, lfs_size, xet_hash }]) => ({
      path, size: lfs_size ?? size, etag: lfs_sha256 ?? blob_id, blobId: blob_id, gitSize: size, isLarge: lfs_sha256 !== undefined, xetHash: xet_hash,
    }));
    return listed.some(({ path }) => impossiblePath(path) !== undefined) ? undefined : listed;
  } catch {
    return undefined;
  }
}

/** Keeps a listing in huggingface_hub's format, so that it too knows whether the snapshot is complete. */
export async function writeTree(cache: RepoCache, commit: string, files: readonly ListedFile[]): Promise<void> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = sorted.map(({ path, gitSize, blobId, isLarge, etag, size, xetHash }) => [
    path,
    { size: gitSize, blob_id: blobId, ...(isLarge ? { lfs_sha256: etag, lfs_size: size } : {}), ...(xetHash === undefined ? {} : { xet_hash: xetHash }) },
  ]);
  await writeFileAtomic(cache.tree(commit), JSON.stringify({ format_version: 1, files: Object.fromEntries(entries) as unknown }, null, 1));
}
