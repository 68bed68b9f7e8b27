import { isSkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';
import { apiFetch } from './api-fetch.ts';
import { badAnswer } from './errors.ts';
import { isCommit } from './hub-id.ts';
import type { HttpOptions } from './http.ts';
import { checkNoOverlap, impossiblePath, refusePath } from './repo-path.ts';
import type { ListedFile } from './tree-cache.ts';
import type { HubRepoType } from './types.ts';

const maximumFiles = 200_000;
/** Larger than any file of a repository; a bound that sums of sizes stay exact under. */
const maximumFileSize = 2 ** 43;
const size = z.int().min(0).max(maximumFileSize);
const treeEntry = z.object({
  type: z.string(),
  path: z.string(),
  size,
  oid: z.string().regex(/^[0-9a-f]{40}$/),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size }).nullish(),
  xetHash: z.string().regex(/^[0-9a-f]{64}$/).nullish(),
});

/** Loaded when the hub is asked something: it takes longer to load than all that a cached model needs. */
const hubLibrary = () => import('@huggingface/hub');

/** Commit of a branch, tag or (short) commit hash. @throws HUB_* */
export async function fetchCommit(repo: string, type: HubRepoType, revision: string, options: HttpOptions): Promise<string> {
  const { datasetInfo, modelInfo } = await hubLibrary();
  const question = { name: repo, revision, additionalFields: ['sha' as const], hubUrl: options.settings.endpoint, fetch: apiFetch(options) };
  const { sha }: { sha: unknown } = await asked(repo, options.signal, () => (type === 'model' ? modelInfo(question) : datasetInfo(question)));
  if (typeof sha !== 'string' || !isCommit(sha)) throw badAnswer(repo, 'the answer names no commit');
  return sha;
}

/** All files of a repository at a commit. @throws HUB_* */
export async function fetchListing(repo: string, type: HubRepoType, commit: string, options: HttpOptions): Promise<ListedFile[]> {
  return asked(repo, options.signal, async () => {
    const { listFiles } = await hubLibrary();
    const files: ListedFile[] = [];
    const entries = listFiles({ repo: { type, name: repo }, revision: commit, recursive: true, hubUrl: options.settings.endpoint, fetch: apiFetch(options) });
    for await (const entry of entries) {
      const file = readEntry(entry, repo);
      if (file !== undefined) files.push(file);
      if (files.length > maximumFiles) throw badAnswer(repo, `the repository lists more than ${maximumFiles} files`);
    }
    checkNoOverlap(files.map(({ path }) => path), repo);
    return files;
  });
}

function readEntry(entry: unknown, repo: string): ListedFile | undefined {
  const parsed = treeEntry.safeParse(entry);
  if (!parsed.success) throw badAnswer(repo, `an entry of the listing is not as the hub writes it: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`);
  const { type, path, oid, lfs, xetHash } = parsed.data;
  const problem = impossiblePath(path);
  if (problem !== undefined) throw refusePath(repo, path, problem);
  if (type !== 'file') return undefined;
  return { path, size: lfs?.size ?? parsed.data.size, etag: lfs?.oid ?? oid, blobId: oid, gitSize: parsed.data.size, isLarge: Boolean(lfs), xetHash: xetHash ?? undefined };
}

/** Our own errors come through the library as they are; any other is its way to say that an answer has the wrong form. */
async function asked<Result>(repo: string, signal: AbortSignal | undefined, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    signal?.throwIfAborted();
    if (isSkillNeuronsError(cause)) throw cause;
    throw badAnswer(repo, `the answer is not as the hub writes it: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
