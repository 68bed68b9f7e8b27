import { createHash } from 'node:crypto';
import type { HubRepoType } from '../types.ts';

/** A repository of the test hub: branches and tags to commits, commits to files. */
export interface HubRepo {
  type: HubRepoType;
  id: string;
  refs: Record<string, string>;
  commits: Record<string, Record<string, HubRepoFile>>;
  /** Files are refused without the server's token that may read it. */
  gated?: boolean;
  /** Everything is refused, as if it did not exist, without a token. */
  private?: boolean;
  /** An old name whose addresses redirect to `id`. */
  formerId?: string;
}

export interface HubRepoFile {
  content: Buffer;
  /** Large files are stored outside git and named by sha256. */
  lfs: boolean;
  /** What the listing says instead of the truth, for hostile hubs. */
  listed?: { size?: number; oid?: string };
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function gitBlobSha1(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** The pointer that git holds in place of a large file. */
export function lfsPointer(content: Uint8Array): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`;
}

/** A repository with one commit on `main`. Files that end in .safetensors, .bin or .parquet are large ones. */
export function hubRepo(type: HubRepoType, id: string, files: Readonly<Record<string, string | Uint8Array>>, more: Partial<HubRepo> = {}): HubRepo {
  const entries = Object.entries(files).map(([path, content]): [string, HubRepoFile] => [path, { content: Buffer.from(content), lfs: /\.(safetensors|bin|parquet)$/.test(path) }]);
  const commit = createHash('sha1').update(id).update(JSON.stringify(entries.map(([path, { content }]) => [path, sha256(content)]))).digest('hex');
  return { type, id, refs: { main: commit }, commits: { [commit]: Object.fromEntries(entries) }, ...more };
}
