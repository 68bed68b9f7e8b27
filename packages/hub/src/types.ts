import type { OnProgress } from '@skill-neurons/core';
import type { HubSettings } from './settings.ts';

/** What a repository holds. */
export type HubRepoType = 'model' | 'dataset';

/** A file of a repository at a commit, as the hub lists it. */
export interface HubFile {
  /** Path in the repository, with `/`; checked to be safe below any folder. */
  path: string;
  /** Bytes. */
  size: number;
  /** Name of its blob in the cache: sha256 of the content of a large (LFS) file, git's sha1 of any other. */
  etag: string;
}

/**
 * Which files are wanted: glob patterns (`*` stops at `/`, `**` does not; a plain path is a pattern too), or a function
 * that picks paths from the listing and throws when what it needs is not there.
 */
export type FileChoice = readonly string[] | ((paths: readonly string[]) => readonly string[]);

export interface HubFolderOptions {
  /** `owner/name`, or `name` alone for the hub's oldest repositories. */
  repo: string;
  type: HubRepoType;
  /** Branch, tag or commit hash; `main` when left out. */
  revision?: string | undefined;
  /** All files when left out. */
  files?: FileChoice | undefined;
  /** Endpoint, cache, token and so on; from the environment variables when left out. */
  settings?: HubSettings | undefined;
  /** In place of the global fetch. */
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
  /** Gets a line when something is worth knowing, such as that the cache was used because the hub did not answer. */
  onNote?: ((note: string) => void) | undefined;
}

/** A snapshot in the cache, and how it came there. */
export interface HubFolder {
  /** The snapshot's folder in the cache: the wanted files lie in it under their paths. */
  folder: string;
  /** Full commit hash. */
  commit: string;
  /** Paths of the wanted files, sorted. */
  files: string[];
  /** Bytes of the wanted files, and of those that came over the network now. */
  bytes: number;
  downloadedBytes: number;
}
