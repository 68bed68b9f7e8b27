import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { looksLikeHubId, parseHubId, planDownload, resolveHubFolder } from '@skill-neurons/hub';
import type { CommandEnvironment } from '../command.ts';

/** A data set: what it holds, and how its files are brought here. */
export interface DataSource {
  paths: readonly string[];
  /** Folder that the paths are relative to, with these files in it. */
  open(files: readonly string[]): Promise<string>;
  source?: string;
  hub?: { id: string; revision: string };
  /** Of local files. */
  root?: string;
}

/** Finds out what a file, a folder or a data set of the hub holds; of the hub nothing is fetched yet. @throws DATA_SOURCE, HUB_* */
export async function openDataSource(source: string, environment: CommandEnvironment): Promise<DataSource> {
  const info = await stat(source).catch(() => null);
  if (info?.isFile() === true) return { paths: [basename(source)], open: () => Promise.resolve(dirname(source)), root: resolve(dirname(source)) };
  if (info?.isDirectory() === true) {
    const paths = (await readdir(source, { recursive: true, withFileTypes: true })).flatMap((entry) => (entry.isFile() ? [relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/')] : []));
    return { paths, open: () => Promise.resolve(source), root: resolve(source) };
  }
  if (!looksLikeHubId(source)) {
    throw new SkillNeuronsError({ code: 'DATA_SOURCE', message: 'there is no such file or folder', where: source, hint: 'name one, or a data set of the hub as owner/name[@revision]' });
  }
  return openHub(source, environment);
}

/** A data set of the hub at its present commit, which the task file then names. */
async function openHub(source: string, { terminal, signal }: CommandEnvironment): Promise<DataSource> {
  const { repo, revision } = parseHubId(source);
  const watch = { repo, type: 'dataset' as const, signal, onProgress: terminal.progress, onNote: (note: string) => terminal.note(note) };
  const { commit, files } = await planDownload({ ...watch, revision });
  return {
    paths: files.map(({ path }) => path),
    open: async (wanted) => (await resolveHubFolder({ ...watch, revision: commit, files: wanted })).folder,
    source: `https://huggingface.co/datasets/${repo}`,
    hub: { id: repo, revision: commit },
  };
}
