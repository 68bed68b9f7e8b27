import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '@skill-neurons/core';
import type { RepoCache } from './cache-layout.ts';
import { isCommit } from './hub-id.ts';

/** The commit that a branch or tag had when it was last looked up, or the commit itself. */
export async function cachedCommit(cache: RepoCache, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision;
  const text = await readFile(cache.ref(revision), 'utf8').catch(() => undefined);
  const commit = text?.trim();
  return commit !== undefined && isCommit(commit) ? commit : undefined;
}

/** Notes the commit of a branch or tag, once its files are there. */
export async function writeRef(cache: RepoCache, revision: string, commit: string): Promise<void> {
  if (revision === commit || (await cachedCommit(cache, revision)) === commit) return;
  await writeFileAtomic(cache.ref(revision), commit);
}
