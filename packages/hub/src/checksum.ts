import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** The digest that an etag of the hub is: sha256 of the content (64 digits), or git's sha1 of a blob (40 digits). */
export function startChecksum(etag: string, size: number): Hash {
  return etag.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}

/** Digest of a file by the rule of the given etag, as hex; equal to the etag when the file is whole. */
export async function checksumLike(etag: string, path: string, signal?: AbortSignal): Promise<string> {
  const hash = startChecksum(etag, (await stat(path)).size);
  for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
