import { readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { RepoCache } from './cache-layout.ts';
import { checksumLike } from './checksum.ts';
import { hubError } from './errors.ts';
import { checkRepo, checkRevision, isCommit } from './hub-id.ts';
import { fetchCommit, fetchListing } from './hub-listing.ts';
import { cachedCommit } from './refs.ts';
import { unsafePath } from './repo-path.ts';
import { hubSettings } from './settings.ts';
import { filesOf } from './snapshot-files.ts';
import { readTree } from './tree-cache.ts';
import type { HubFolderOptions } from './types.ts';

export interface VerifiedFile {
  path: string;
  /** `unknown`: there is nothing to compare with. */
  state: 'good' | 'damaged' | 'missing' | 'unknown';
  expected?: string;
  found?: string;
}

export interface VerifyOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** Compares files with their checksums: sha256 (64 hex digits) or git's blob sha1 (40). Reads every byte. */
export async function verifyFiles(folder: string, expected: ReadonlyMap<string, string | undefined>, { signal, onProgress }: VerifyOptions = {}): Promise<VerifiedFile[]> {
  const results: VerifiedFile[] = [];
  for (const [path, checksum] of expected) {
    signal?.throwIfAborted();
    onProgress?.({ label: `verify ${path}`, done: results.length, total: expected.size });
    const file = join(folder, ...path.split('/'));
    const isThere = (await stat(file).catch(() => undefined))?.isFile() === true;
    if (!isThere) results.push({ path, state: 'missing', ...(checksum === undefined ? {} : { expected: checksum }) });
    else if (checksum === undefined) results.push({ path, state: 'unknown' });
    else {
      const found = await checksumLike(checksum, file, signal);
      results.push({ path, state: found === checksum ? 'good' : 'damaged', expected: checksum, found });
    }
  }
  return results;
}

/**
 * Checks the cached files of a repository: against its listing when that is in the cache, else against the names of the
 * blobs, which are checksums. Asks nothing of the network. Files that were never fetched are not missed; a link without
 * its content is.
 *
 * @throws HUB_NOT_CACHED
 */
export async function verifyCached({ repo, type, revision = 'main', settings = hubSettings(), signal, onProgress }: HubFolderOptions): Promise<{ folder: string; commit: string; files: VerifiedFile[] }> {
  checkRepo(repo);
  checkRevision(revision);
  const cache = new RepoCache(settings.cacheFolder, type, repo);
  const commit = await cachedCommit(cache, revision);
  const folder = commit === undefined ? undefined : cache.snapshot(commit);
  const paths = folder === undefined ? [] : await filesOf(folder, { broken: true });
  if (commit === undefined || folder === undefined || paths.length === 0) {
    throw hubError({ code: 'HUB_NOT_CACHED', message: 'nothing of it is in the cache', where: `${repo}@${revision}`, hint: `download it first: \`skill-neurons ${type === 'model' ? 'models' : 'data'} download ${repo}\`` });
  }
  const listed = new Map((await readTree(cache, commit))?.map(({ path, etag }) => [path, etag]));
  const expected = new Map<string, string | undefined>();
  for (const path of paths) expected.set(path, listed.get(path) ?? (await blobName(join(folder, path))));
  return { folder, commit, files: await verifyFiles(folder, expected, { signal, onProgress }) };
}

/**
 * Checks a folder of one's own against a repository: files that both have are compared, the others are left out.
 *
 * @throws HUB_* when the listing is neither cached nor to be had
 */
export async function verifyAgainst(folder: string, options: HubFolderOptions): Promise<{ folder: string; commit: string; files: VerifiedFile[] }> {
  const { repo, type, revision = 'main', settings = hubSettings(), signal } = options;
  checkRepo(repo);
  checkRevision(revision);
  const cache = new RepoCache(settings.cacheFolder, type, repo);
  const http = { settings, fetch: options.fetch ?? fetch, signal };
  let commit = isCommit(revision) || settings.offline ? await cachedCommit(cache, revision) : await fetchCommit(repo, type, revision, http);
  let listing = commit === undefined ? undefined : await readTree(cache, commit);
  if (listing === undefined && settings.offline) throw hubError({ code: 'HUB_OFFLINE', message: 'its listing is not in the cache, and HF_HUB_OFFLINE forbids asking the hub', where: `${repo}@${revision}`, hint: 'run the command once without HF_HUB_OFFLINE' });
  commit ??= await fetchCommit(repo, type, revision, http);
  listing ??= await fetchListing(repo, type, commit, http);
  const there = new Set(await filesOf(folder));
  const expected = new Map(listing.filter(({ path }) => there.has(path) && unsafePath(path) === undefined).map(({ path, etag }) => [path, etag]));
  if (expected.size === 0) throw new SkillNeuronsError({ code: 'HUB_NOTHING_TO_VERIFY', message: `no file of ${repo} is in this folder`, where: folder, hint: 'name the repository that the folder is a copy of' });
  return { folder, commit, files: await verifyFiles(folder, expected, options) };
}

/** The etag of a snapshot's file, when it is a link to a blob. */
async function blobName(path: string): Promise<string | undefined> {
  const name = basename(await readlink(path).catch(() => ''));
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? name : undefined;
}
