import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOfSplit } from '../split-files.ts';
import type { FileSplit } from '../types.ts';

/** A split and the folder that its files lie in. */
export interface OpenedSplit {
  split: FileSplit;
  root: string;
}

/** sha256 over the names and bytes of every file that reading these splits reads. @throws DATA_FILE_MISSING, and Node's errors of files */
export async function hashOfFiles(opened: readonly OpenedSplit[], signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const { split, root } of opened) {
    const documents = Object.values(split.fields).flatMap((source) => ('folder' in source ? [source.folder] : []));
    const folders = await Promise.all(documents.map(async (folder) => (await readdir(join(root, folder))).sort().map((name) => join(root, folder, name))));
    const labels = split.label.file === undefined ? [] : [join(root, split.label.file)];
    for (const path of [...(await filesOfSplit(root, split, 'check the data folder')), ...labels, ...folders.flat()]) {
      signal?.throwIfAborted();
      hash.update(`${path.slice(root.length)}\0`);
      await addFile(hash, path);
    }
  }
  return hash.digest('hex');
}

async function addFile(hash: Hash, path: string): Promise<void> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  hash.update(`\0${bytes}\0`);
}
