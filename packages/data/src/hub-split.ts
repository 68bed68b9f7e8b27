import { extname } from 'node:path';
import type { OnProgress } from '@skill-neurons/core';
import type { FileSplit, HubSource } from './types.ts';

/** Fetches files of a data set. `files` are paths and patterns with `*`, relative to the data set's root. */
export type FetchHubFolder = (request: HubSource & { files: string[]; signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined }) => Promise<{
  /** Where the files now lie, under their paths. */
  folder: string;
  /** Full commit hash. */
  commit: string;
}>;

/** Into the cache that Python's tools share. The hub's code is loaded only when a split needs it. */
export const fetchHubFolder: FetchHubFolder = async ({ id, ...request }) => {
  const { resolveHubFolder } = await import('@skill-neurons/hub');
  return resolveHubFolder({ repo: id, type: 'dataset', ...request });
};

/** The files that reading a split needs. What has no ending is taken for a folder. */
export function filesToFetch({ files, label, fields }: FileSplit): string[] {
  const folders = Object.values(fields).flatMap((source) => ('folder' in source ? [`${source.folder}/*`] : []));
  const rows = files.map((file) => (file.includes('*') || extname(file) !== '' ? file : `${file}/*`));
  return [...rows, ...(label.file === undefined ? [] : [label.file]), ...folders];
}
