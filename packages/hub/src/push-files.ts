import { isSkillNeuronsError, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { aboutRepo, badAnswer, hubError } from './errors.ts';
import { checkRepo, checkRevision, isCommit } from './hub-id.ts';
import type { HttpOptions } from './http.ts';
import { fetchCommit } from './hub-listing.ts';
import { checkNoOverlap, impossiblePath, unsafePath } from './repo-path.ts';
import { hubSettings, type HubSettings } from './settings.ts';
import type { HubRepoType } from './types.ts';
import { placeholderToken, uploadFetch } from './upload-fetch.ts';

/** A file to upload. */
export interface PushedFile {
  /** Path in the repository, with `/`. */
  path: string;
  content: Uint8Array<ArrayBuffer> | string;
}

export interface PushOptions {
  /** `owner/name`; created when it is not there. */
  repo: string;
  type: HubRepoType;
  /** Branch; `main` when left out, created when it is not there. */
  revision?: string | undefined;
  /** Of a repository that is created now: only its owner and those they allow see it. */
  private?: boolean | undefined;
  files: readonly PushedFile[];
  /** Title of the commit. */
  title: string;
  settings?: HubSettings | undefined;
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** The commit that was made. */
export interface PushResult {
  repo: string;
  revision: string;
  /** Full commit hash. */
  commit: string;
  /** Address of the repository. */
  url: string;
  /** The repository was not there before. */
  created: boolean;
}

/**
 * Puts files into a repository of the hub with one commit; other files of it stay. All of them are there afterwards, or none.
 *
 * @throws SkillNeuronsError with HUB_ID_INVALID, HUB_REVISION_INVALID, HUB_NO_TOKEN, HUB_UNAUTHORIZED, HUB_FORBIDDEN, HUB_REPO_NOT_FOUND,
 *   HUB_REPO_MOVED, HUB_CONFLICT, HUB_REJECTED (the user's); HUB_OFFLINE and those of the network (the environment's)
 */
export async function pushFiles(options: PushOptions): Promise<PushResult> {
  const { repo, type, revision = 'main', files, title, settings = hubSettings(), signal, onProgress } = options;
  checkTarget(repo, revision, files, settings);
  const http: HttpOptions = { settings, fetch: options.fetch ?? globalThis.fetch, signal };
  const label = `push ${repo}`;
  onProgress?.({ label, done: 0, total: files.length });
  const result = await aboutRepo(repo, revision, async () => {
    const created = await ensureRepo(options, http);
    const commit = await commitFiles(options, revision, title, http);
    return { repo, revision, commit, url: `${settings.endpoint}/${type === 'dataset' ? 'datasets/' : ''}${repo}`, created };
  });
  onProgress?.({ label, done: files.length, total: files.length });
  return result;
}

function checkTarget(repo: string, revision: string, files: readonly PushedFile[], settings: HubSettings): void {
  checkRepo(repo);
  checkRevision(revision);
  if (!repo.includes('/')) throw new SkillNeuronsError({ code: 'HUB_ID_INVALID', message: 'the owner is missing', where: repo, hint: 'push to owner/name, the owner being you or an organisation of yours' });
  if (isCommit(revision)) throw new SkillNeuronsError({ code: 'HUB_REVISION_INVALID', message: 'a commit cannot be pushed to', where: revision, hint: 'name a branch' });
  const paths = files.map(({ path }) => path);
  for (const path of paths) {
    const problem = impossiblePath(path) ?? unsafePath(path);
    if (problem !== undefined) throw new SkillNeuronsError({ code: 'HUB_UNSAFE_PATH', message: `${problem}: ${JSON.stringify(path.slice(0, 100))}`, where: repo, kind: 'internal' });
  }
  checkNoOverlap(paths, repo);
  assertMayPush(repo, settings);
}

/** Tells before anything is asked what would keep a push from its goal. @throws HUB_OFFLINE, HUB_NO_TOKEN */
export function assertMayPush(repo: string, settings: HubSettings = hubSettings()): void {
  if (settings.offline) throw hubError({ code: 'HUB_OFFLINE', message: 'HF_HUB_OFFLINE is set: nothing is pushed', where: repo, hint: 'unset HF_HUB_OFFLINE' });
  if (settings.token === undefined) {
    throw new SkillNeuronsError({ code: 'HUB_NO_TOKEN', message: 'pushing needs a token', where: repo, hint: 'set HF_TOKEN to one with the right to write, or log in with `hf auth login`' });
  }
}

/** @returns whether the repository had to be created */
async function ensureRepo({ repo, type, private: hidden }: PushOptions, http: HttpOptions): Promise<boolean> {
  const { createRepo } = await import('@huggingface/hub');
  try {
    await createRepo({ repo: { type, name: repo }, ...(hidden === true && { visibility: 'private' }), accessToken: placeholderToken, hubUrl: http.settings.endpoint, fetch: uploadFetch(http) });
    return true;
  } catch (error) {
    const code = isSkillNeuronsError(error) ? error.code : undefined;
    if (code === 'HUB_CONFLICT') return false;
    // Who may not create repositories here may yet write into one that is there.
    if (code === 'HUB_FORBIDDEN' && (await fetchCommit(repo, type, 'main', http).then(() => true, () => false))) return false;
    throw error;
  }
}

async function commitFiles(options: PushOptions, revision: string, title: string, http: HttpOptions): Promise<string> {
  const { commit, createBranch } = await import('@huggingface/hub');
  const { repo: name, type, files, signal } = options;
  const repo = { type, name };
  const common = { repo, accessToken: placeholderToken, hubUrl: http.settings.endpoint, fetch: uploadFetch(http) };
  const operations = files.map(({ path, content }) => ({ operation: 'addOrUpdate' as const, path, content: new Blob([content]) }));
  const send = async () => {
    const output = await commit({ ...common, branch: revision, title, operations, ...(signal && { abortSignal: signal }) });
    const oid: unknown = output?.commit.oid;
    if (typeof oid !== 'string' || !isCommit(oid)) throw badAnswer(name, 'the answer names no commit');
    return oid;
  };
  try {
    return await send();
  } catch (error) {
    signal?.throwIfAborted();
    if (!isSkillNeuronsError(error)) throw badAnswer(name, `the answer is not as the hub writes it: ${error instanceof Error ? error.message : String(error)}`, error);
    if (error.code !== 'HUB_REVISION_NOT_FOUND' || revision === 'main') throw error;
    await createBranch({ ...common, branch: revision });
    return send();
  }
}
