import { stat } from 'node:fs/promises';
import { isSkillNeuronsError, type SkillNeuronsError } from '@skill-neurons/core';
import { RepoCache } from './cache-layout.ts';
import { isCached, snapshotFile } from './cached-file.ts';
import { chooseFiles, isExplicit } from './choose-files.ts';
import { aboutRepo, hubError } from './errors.ts';
import { checkRepo, checkRevision, isCommit } from './hub-id.ts';
import { fetchCommit, fetchListing } from './hub-listing.ts';
import type { HttpOptions } from './http.ts';
import { cachedCommit } from './refs.ts';
import { hubSettings, type HubSettings } from './settings.ts';
import { filesOf } from './snapshot-files.ts';
import { readTree, type ListedFile } from './tree-cache.ts';
import type { HubFolderOptions } from './types.ts';

/** A file of the plan. */
export interface PlannedFile {
  path: string;
  /** Bytes. */
  size: number;
  cached: boolean;
  /** What to fetch; undefined only for a file that is cached and of which no listing is known. */
  listed?: ListedFile | undefined;
}

/** What would be fetched. */
export interface DownloadPlan {
  repo: string;
  revision: string;
  commit: string;
  /** The snapshot's folder, which may not exist yet. */
  folder: string;
  files: PlannedFile[];
  /** The whole listing when it came from the hub just now. */
  freshListing?: ListedFile[] | undefined;
  cache: RepoCache;
  settings: HubSettings;
  http: HttpOptions;
}

/** Codes after which a complete copy in the cache is good enough; others mean that the request itself is wrong. */
const excused = new Set(['HUB_UNREACHABLE', 'HUB_TIMEOUT', 'HUB_SERVER_ERROR', 'HUB_RATE_LIMITED', 'HUB_BAD_ANSWER', 'HUB_GATED', 'HUB_UNAUTHORIZED', 'HUB_FORBIDDEN', 'HUB_REPO_NOT_FOUND', 'HUB_DISABLED']);

/** Finds out commit, files and what of them is missing in the cache; fetches no file. @throws HUB_* */
export async function planDownload(options: HubFolderOptions): Promise<DownloadPlan> {
  const { repo, type, revision = 'main', settings = hubSettings(), signal, onNote } = options;
  checkRepo(repo);
  checkRevision(revision);
  const cache = new RepoCache(settings.cacheFolder, type, repo);
  const base = { repo, revision, cache, settings, http: { settings, fetch: options.fetch ?? fetch, signal } };

  const kept = await planFromCache(base, options);
  if (settings.offline) return kept.plan ?? Promise.reject(notCached(options, revision, kept.missing));
  // A commit never changes: nothing needs to be asked about one that is there.
  if (kept.plan !== undefined && isCommit(revision)) return kept.plan;
  try {
    // With a complete copy at hand one try is enough.
    const http = kept.plan === undefined ? base.http : { ...base.http, settings: { ...settings, attempts: 1 } };
    return await aboutRepo(repo, revision, () => planFromHub({ ...base, http }, options));
  } catch (error) {
    if (!isSkillNeuronsError(error) || !excused.has(error.code) || kept.plan === undefined) throw error;
    onNote?.(`${repo}: ${error.message} (${error.code}); using commit ${kept.plan.commit.slice(0, 12)} from the cache`);
    return kept.plan;
  }
}

type Base = Pick<DownloadPlan, 'repo' | 'revision' | 'cache' | 'settings' | 'http'>;

async function planFromHub(base: Base, { repo, type, files }: HubFolderOptions): Promise<DownloadPlan> {
  const { cache, revision, http } = base;
  const commit = isCommit(revision) ? revision : await fetchCommit(repo, type, revision, http);
  const kept = await readTree(cache, commit);
  const listing = kept ?? (await fetchListing(repo, type, commit, http));
  return { ...(await planOf(base, commit, listing, files)), freshListing: kept === undefined ? listing : undefined };
}

async function planOf(base: Base, commit: string, listing: readonly ListedFile[], files: HubFolderOptions['files']): Promise<DownloadPlan> {
  const byPath = new Map(listing.map((file) => [file.path, file]));
  const planned = [];
  for (const path of chooseFiles([...byPath.keys()], files, base.repo)) {
    const listed = byPath.get(path)!;
    planned.push({ path, size: listed.size, cached: await isCached(base.cache, commit, listed), listed });
  }
  return { ...base, commit, folder: base.cache.snapshot(commit), files: planned };
}

/** A plan when all wanted files are cached, or what is missing. */
async function planFromCache(base: Base, { files }: HubFolderOptions): Promise<{ plan?: DownloadPlan; missing: string }> {
  const { cache, revision, settings, repo } = base;
  const commit = await cachedCommit(cache, revision);
  if (commit === undefined) return { missing: 'no commit of this revision is known' };
  const listing = await readTree(cache, commit);
  if (listing !== undefined) {
    const plan = await planOf(base, commit, listing, files);
    const missing = plan.files.filter(({ cached }) => !cached).map(({ path }) => path);
    return missing.length === 0 ? { plan, missing: '' } : { missing: `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' and more' : ''}` };
  }
  // Files that huggingface_hub fetched one by one: without a listing only named files can be known to be all of them.
  const folder = cache.snapshot(commit);
  const there = await filesOf(folder);
  if (there.length === 0) return { missing: 'none of its files are there' };
  if (!settings.offline && !isExplicit(files) && typeof files !== 'function') return { missing: 'its listing' };
  try {
    const planned = [];
    for (const path of chooseFiles(there, files, repo)) planned.push({ path, size: (await stat(snapshotFile(cache, commit, path))).size, cached: true });
    return { plan: { ...base, commit, folder, files: planned }, missing: '' };
  } catch (error) {
    if (!isSkillNeuronsError(error)) throw error;
    return { missing: error.message };
  }
}

function notCached({ repo, type }: HubFolderOptions, revision: string, missing: string): SkillNeuronsError {
  const command = `${type === 'model' ? 'models' : 'data'} download ${repo}${revision === 'main' ? '' : ` --revision ${revision}`}`;
  return hubError({ code: 'HUB_OFFLINE', message: `not complete in the cache (${missing}), and HF_HUB_OFFLINE forbids asking the hub`, where: `${repo}@${revision}`, hint: `run \`skill-neurons ${command}\` once without HF_HUB_OFFLINE` });
}
