import { join } from 'node:path';
import { checkRevision, isCommit } from './hub-id.ts';
import type { HubRepoType } from './types.ts';

/** Places of one repository in the cache, the same as those of Python's huggingface_hub. */
export class RepoCache {
  readonly folder: string;
  readonly locks: string;

  constructor(cacheFolder: string, type: HubRepoType, repo: string) {
    const name = [`${type}s`, ...repo.split('/')].join('--');
    this.folder = join(cacheFolder, name);
    this.locks = join(cacheFolder, '.locks', name);
  }

  blob(etag: string): string {
    return join(this.folder, 'blobs', etag);
  }

  snapshot(commit: string): string {
    if (!isCommit(commit)) throw new Error(`not a commit hash: ${commit}`);
    return join(this.folder, 'snapshots', commit);
  }

  /** File that holds the commit of a branch or tag. */
  ref(revision: string): string {
    checkRevision(revision);
    return join(this.folder, 'refs', ...revision.split('/'));
  }

  /** The repository's listing at a commit. */
  tree(commit: string): string {
    return join(this.folder, 'trees', `${commit}.json`);
  }

  lock(etag: string): string {
    return join(this.locks, `${etag}.node.lock`);
  }
}
