import { readlink, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readJsonFile, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { z } from 'zod';
import { RepoCache } from './cache-layout.ts';
import { checksumLike } from './checksum.ts';
import { hubError } from './errors.ts';
import { checkRepo, checkRevision } from './hub-id.ts';
import { planDownload } from './plan-download.ts';
import { cachedCommit } from './refs.ts';
import { impossiblePath, unsafePath } from './repo-path.ts';
import { hubSettings } from './settings.ts';
import { filesOf } from './snapshot-files.ts';
import { readTree } from './tree-cache.ts';
import type { HubFolderOptions } from './types.ts';

/** A file compared with its checksum. */
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

const checksumList = 'checksums.json';

/**
 * Checks a folder that has its own list of checksums, `checksums.json`: an object of sha256 by path.
 *
 * @throws CHECKSUMS_MISSING, CHECKSUMS_INVALID
 */
export async function verifyListed(folder: string, options: VerifyOptions = {}): Promise<{ folder: string; files: VerifiedFile[] }> {
  const where = join(folder, checksumList);
  if (!(await filesOf(folder)).includes(checksumList)) {
    throw new SkillNeuronsError({ code: 'CHECKSUMS_MISSING', message: `this folder has no ${checksumList} to compare with`, where: folder, hint: 'name the repository it is a copy of with --against owner/name' });
  }
  const parsed = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).safeParse(await readJsonFile(where, 'list of checksums'));
  const bad = parsed.success ? Object.keys(parsed.data).find((path) => impossiblePath(path) ?? unsafePath(path)) : '';
  if (!parsed.success || bad !== undefined) throw new SkillNeuronsError({ code: 'CHECKSUMS_INVALID', message: 'not an object of sha256 checksums by path', where, hint: 'write it as {"file": "64 hex digits"} with paths inside the folder' });
  return { folder, files: await verifyFiles(folder, new Map(Object.entries(parsed.data)), options) };
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
 * Removes damaged files of a snapshot in the cache, with their content, and links without content, so that the next
 * download brings them again. What a link outside of the repository's blobs leads to is somebody else's and stays.
 */
export async function removeDamaged(folder: string, files: readonly VerifiedFile[]): Promise<void> {
  const blobs = await realpath(join(folder, '..', '..', 'blobs')).catch(() => undefined);
  for (const { path, state } of files) {
    if (state !== 'damaged' && state !== 'missing') continue;
    const file = join(folder, ...path.split('/'));
    const content = await realpath(file).catch(() => file);
    await rm(file, { force: true });
    if (dirname(content) === blobs) await rm(content, { force: true });
  }
}

/**
 * Checks a folder of one's own against a repository: files that both have are compared, the others are left out.
 *
 * @throws HUB_* when the listing is neither cached nor to be had
 */
export async function verifyAgainst(folder: string, options: HubFolderOptions): Promise<{ folder: string; commit: string; files: VerifiedFile[] }> {
  const there = new Set(await filesOf(folder));
  const { commit, files } = await planDownload({ ...options, files: (paths) => paths.filter((path) => there.has(path) && unsafePath(path) === undefined) });
  if (files.length === 0) throw new SkillNeuronsError({ code: 'HUB_NOTHING_TO_VERIFY', message: `no file of ${options.repo} is in this folder`, where: folder, hint: 'name the repository that the folder is a copy of' });
  return { folder, commit, files: await verifyFiles(folder, new Map(files.map(({ path, listed }) => [path, listed?.etag])), options) };
}

/** The etag of a snapshot's file, when it is a link to a blob. */
async function blobName(path: string): Promise<string | undefined> {
  const name = basename(await readlink(path).catch(() => ''));
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? name : undefined;
}
