import { open, stat, type FileHandle } from 'node:fs/promises';
import { SkillNeuronsError } from '@skill-neurons/core';

/** One read call takes at most this much: Node refuses 2 GiB and more. */
const readBytes = 2 ** 28;

/** Opens a file of weights for reading. @throws FILE_READ naming the path */
export async function openForReading(path: string, what: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: opening a pipe would wait for its writer.
    if (!(await stat(path)).isFile()) throw unreadable(path, `not a ${what}, nor any regular file`);
    return await open(path, 'r');
  } catch (cause) {
    if (cause instanceof SkillNeuronsError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw unreadable(path, missing ? `no such ${what}` : `cannot open the ${what}: ${(cause as Error).message}`, cause);
  }
}

/** The bytes [position, position + length) of a file; `cutOff` makes the error for a file that ends before. */
export async function readRange(file: FileHandle, position: number, length: number, cutOff: (end: number) => Error): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, readBytes), position + done);
    if (bytesRead === 0) throw cutOff(position + done);
    done += bytesRead;
  }
  return bytes;
}

function unreadable(path: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'FILE_READ', message, where: path, hint: 'check the path', cause });
}
