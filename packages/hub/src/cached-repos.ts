import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RepoCache } from './cache-layout.ts';
import { checkRepo, isCommit } from './hub-id.ts';
import { hubSettings, type HubSettings } from './settings.ts';
import { filesOf } from './snapshot-files.ts';
import type { HubRepoType } from './types.ts';

/** A snapshot in the cache. */
export interface CachedRevision {
  repo: string;
  commit: string;
  /** Branches and tags that were at this commit when last looked up. */
  refs: string[];
  folder: string;
  /** Paths of the files that are there, which need not be all of the repository. */
  files: string[];
  bytes: number;
}

/** What is in the cache of one type, sorted by name; folders that are none of the hub's are passed over. */
export async function listCached(type: HubRepoType, settings: HubSettings = hubSettings()): Promise<CachedRevision[]> {
  const found: CachedRevision[] = [];
  for (const name of (await readdir(settings.cacheFolder).catch(() => [])).sort()) {
    const repo = repoOf(name, type);
    if (repo === undefined) continue;
    const cache = new RepoCache(settings.cacheFolder, type, repo);
    const refs = await refsOf(join(cache.folder, 'refs'));
    for (const commit of (await readdir(join(cache.folder, 'snapshots')).catch(() => [])).filter(isCommit).sort()) {
      const folder = cache.snapshot(commit);
      const files = await filesOf(folder);
      const sizes = await Promise.all(files.map((file) => stat(join(folder, file)).then(({ size }) => size)));
      if (files.length > 0) found.push({ repo, commit, refs: refs.filter((ref) => ref.commit === commit).map((ref) => ref.name), folder, files, bytes: sizes.reduce((total, size) => total + size, 0) });
    }
  }
  return found;
}

/** The repository and commit of a snapshot's folder in a cache, wherever that is; undefined for any other folder. */
export function originOf(folder: string): { repo: string; type: HubRepoType; commit: string } | undefined {
  const [name, snapshots, commit] = folder.split(sep).slice(-3);
  if (name === undefined || snapshots !== 'snapshots' || commit === undefined || !isCommit(commit)) return undefined;
  const type = name.startsWith('models--') ? 'model' : 'dataset';
  const repo = repoOf(name, type);
  return repo === undefined ? undefined : { repo, type, commit };
}

function repoOf(folderName: string, type: HubRepoType): string | undefined {
  const [kind, ...parts] = folderName.split('--');
  if (kind !== `${type}s` || parts.length === 0) return undefined;
  const repo = parts.join('/');
  try {
    checkRepo(repo);
    return repo;
  } catch {
    return undefined;
  }
}

async function refsOf(folder: string): Promise<{ name: string; commit: string }[]> {
  return Promise.all((await filesOf(folder)).map(async (name) => ({ name, commit: (await readFile(join(folder, name), 'utf8')).trim() })));
}
