import { constants, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { startChecksum } from './checksum.ts';
import { badAnswer, diskError, hubError, stalled, unreachable } from './errors.ts';
import { get, placeOf, type Answer, type HttpOptions } from './http.ts';
import type { HubFile } from './types.ts';
import { backoffSeconds, waitSeconds } from './wait.ts';

export interface DownloadFileOptions extends HttpOptions {
  url: string;
  file: HubFile;
  commit: string;
  /** Where the content goes; a part that lies there is completed. */
  target: string;
  /** Told of bytes that came or were there already; a negative number was thrown away. */
  onBytes: (bytes: number, source: 'network' | 'disk') => void;
}

/** New bytes after which a cut connection does not count against the number of tries. */
const progressBytes = 2 ** 20;

/**
 * Brings a file of the hub to `target`, going on after what is there already, and compares its size and checksum with
 * those of the listing. Cut connections are taken up again with a Range request.
 *
 * @throws HUB_SIZE_MISMATCH, HUB_HASH_MISMATCH and the errors of the network and the disk; a part is kept for the next time
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const resumed = (await stat(options.target).catch(() => undefined))?.size ?? 0;
  if (await attempt(options)) return;
  // The part from an earlier time may have been what was wrong.
  if (resumed > 0 && (await attempt(options))) return;
  throw hubError({ code: 'HUB_HASH_MISMATCH', message: 'the content does not have the checksum that the hub lists', where: options.url, hint: 'nothing was kept; try again, and check what stands between this machine and the hub' });
}

/** True when the file came and has its checksum; false, and the file gone, when it has not. */
async function attempt(options: DownloadFileOptions): Promise<boolean> {
  const { file, target, signal } = options;
  const handle = await open(target, constants.O_RDWR | constants.O_CREAT).catch((cause: unknown) => Promise.reject(diskError(target, cause)));
  try {
    const part = await Part.open(handle, file, target);
    options.onBytes(part.size, 'disk');
    await fill(part, options);
    signal?.throwIfAborted();
    await handle.sync().catch((cause: unknown) => Promise.reject(diskError(target, cause)));
    if (part.digest() === file.etag) return true;
    options.onBytes(-part.size, 'disk');
  } finally {
    await handle.close();
  }
  await rm(target, { force: true });
  return false;
}

async function fill(part: Part, options: DownloadFileOptions): Promise<void> {
  const { file, url, settings, signal } = options;
  let [tries, lastStart] = [0, part.size];
  while (part.size < file.size) {
    const answer = await get(url, { 'accept-encoding': 'identity', ...(part.size > 0 ? { range: `bytes=${part.size}-` } : {}) }, options);
    let failure: unknown;
    try {
      checkHeaders(answer, options);
      if (part.size > 0 && !continues(answer.response, part.size, file.size)) {
        options.onBytes(-part.size, 'disk');
        part.restart();
      }
      for await (const chunk of answer.response.body ?? []) {
        answer.guard.touch();
        if (part.size + chunk.length > file.size) throw sizeMismatch(url, `more than the listed ${file.size} bytes come`);
        await part.append(chunk);
        options.onBytes(chunk.length, 'network');
      }
      // A body that ends early without an error is a cut connection too.
      failure = new Error('the connection was cut');
    } catch (cause) {
      signal?.throwIfAborted();
      if (isSkillNeuronsError(cause)) throw cause;
      failure = answer.guard.stalled ? stalled(url, settings.stallSeconds) : cause;
    } finally {
      answer.guard.release();
    }
    if (part.size >= file.size) return;
    tries = part.size - lastStart >= progressBytes ? 1 : tries + 1;
    lastStart = part.size;
    if (tries >= settings.attempts) throw unreachable(url, failure);
    await waitSeconds(backoffSeconds(tries, settings.firstDelaySeconds), signal);
  }
}

/** Refuses at once what cannot become the listed file. */
function checkHeaders({ response, hubHeaders }: Answer, { url, file, commit }: DownloadFileOptions): void {
  const answeredCommit = hubHeaders.get('x-repo-commit');
  if (answeredCommit !== null && answeredCommit !== commit) throw badAnswer(url, `the answer is of commit ${answeredCommit.slice(0, 40)}`);
  const etag = hubHeaders.get('x-linked-etag') ?? (answeredCommit === null ? null : hubHeaders.get('etag'));
  const hash = etag?.replace(/^W\//, '').replace(/^"|"$/g, '');
  if (hash !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) && hash !== file.etag) throw hubError({ code: 'HUB_HASH_MISMATCH', message: `the file's etag ${hash} is not the one listed, ${file.etag}`, where: url, hint: 'try again; if it stays so, tell the owner of the repository' });
  const linkedSize = hubHeaders.get('x-linked-size');
  if (linkedSize !== null && Number(linkedSize) !== file.size) throw sizeMismatch(url, `the file has ${linkedSize.slice(0, 20)} bytes, not the listed ${file.size}`);
  const length = response.headers.get('content-length');
  if (response.status === 200 && length !== null && !response.headers.has('content-encoding') && Number(length) !== file.size) throw sizeMismatch(url, `${length.slice(0, 20)} bytes come, not the listed ${file.size}`);
}

/** Whether the answer begins where the part ends; false when the whole file comes. */
function continues(response: Response, from: number, size: number): boolean {
  if (response.status === 200) return false;
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (Number(start) !== from || (total !== '*' && Number(total) !== size)) throw sizeMismatch(placeOf(response.url), 'another range comes than was asked for');
  return true;
}

function sizeMismatch(where: string, message: string) {
  return hubError({ code: 'HUB_SIZE_MISMATCH', message, where, hint: 'try again; if it stays so, check HF_ENDPOINT and what stands between this machine and the hub' });
}

/** What is on disk so far. Every piece is written at its own offset, so that even two writers would write the same. */
class Part {
  size = 0;
  private readonly handle: FileHandle;
  private readonly file: HubFile;
  private readonly path: string;
  private hash;

  private constructor(handle: FileHandle, file: HubFile, path: string) {
    this.handle = handle;
    this.file = file;
    this.path = path;
    this.hash = startChecksum(file.etag, file.size);
  }

  static async open(handle: FileHandle, file: HubFile, path: string): Promise<Part> {
    const part = new Part(handle, file, path);
    if ((await handle.stat()).size > file.size) await handle.truncate(0);
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
      part.hash.update(chunk as Buffer);
      part.size += (chunk as Buffer).length;
    }
    return part;
  }

  async append(chunk: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < chunk.length; ) {
        written += (await this.handle.write(chunk, written, chunk.length - written, this.size + written)).bytesWritten;
      }
    } catch (cause) {
      throw diskError(this.path, cause);
    }
    this.hash.update(chunk);
    this.size += chunk.length;
  }

  /** From the first byte on again. What is there stays until it is written over: another writer may count on it. */
  restart(): void {
    this.hash = startChecksum(this.file.etag, this.file.size);
    this.size = 0;
  }

  digest(): string {
    return this.hash.copy().digest('hex');
  }
}
