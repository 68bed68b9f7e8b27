import { availableParallelism, freemem, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { cacheFolder, cacheLimit } from '@skill-neurons/data';
import { hubSettings } from '@skill-neurons/hub';
import { folderSize } from '../folder-size.ts';

/** One line of what this machine and its settings are. */
export interface MachineFact {
  name: string;
  value: string;
  /** What changes it: an environment variable or an option. */
  setBy: string;
}

/** Milliseconds that counting a folder may take: a doctor who makes one wait is not asked. */
const patience = 120;
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** Processor, memory, folders and the hub as commands will use them; never the token itself. */
export async function machineFacts({ threads, dataDir }: { threads?: number | undefined; dataDir?: string | undefined }): Promise<MachineFact[]> {
  const cores = availableParallelism();
  const own = cacheFolder();
  const data = dataDir ?? process.env['SKILL_NEURONS_DATA'];
  return [
    { name: 'threads', value: `${threads ?? cores} of ${cores} cores`, setBy: '--threads' },
    { name: 'memory', value: `${gigabytes(freemem())} free of ${gigabytes(totalmem())}`, setBy: '' },
    { name: 'data folder', value: data === undefined ? 'none' : await described(resolve(data)), setBy: '--data-dir, SKILL_NEURONS_DATA' },
    { name: 'cache', value: own === undefined ? 'off' : `${await described(own)}, at most ${megabytes(cacheLimit())}`, setBy: 'SKILL_NEURONS_CACHE, SKILL_NEURONS_CACHE_MB' },
    ...(await hubFacts()),
  ];
}

async function hubFacts(): Promise<MachineFact[]> {
  try {
    const { endpoint, cacheFolder: folder, token, offline } = hubSettings();
    return [
      { name: 'hub', value: `${endpoint}${offline ? ', offline: only what is in its cache' : ''}`, setBy: 'HF_ENDPOINT, HF_HUB_OFFLINE' },
      { name: 'hub token', value: token === undefined ? 'none' : 'there is one', setBy: 'HF_TOKEN, HF_TOKEN_PATH' },
      { name: 'hub cache', value: await described(folder), setBy: 'HF_HUB_CACHE, HF_HOME' },
    ];
  } catch (error) {
    if (!isSkillNeuronsError(error)) throw error;
    return [{ name: 'hub', value: `${error.code}: ${error.oneLine}`, setBy: 'HF_ENDPOINT and others' }];
  }
}

async function described(folder: string): Promise<string> {
  const size = await folderSize(folder, patience);
  if (size === null) return `${folder} (not there)`;
  return `${folder} (${size.complete ? '' : 'more than '}${size.files} files, ${megabytes(size.bytes)})`;
}
