import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { SkillNeuronsError } from '@skill-neurons/core';

/** @throws DATA_FILE_MISSING, DATA_FILE_TOO_LARGE */
export async function checkFile(path: string, maxBytes: number, hint = 'check the file name and the data folder'): Promise<void> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new SkillNeuronsError({ code: 'DATA_FILE_MISSING', message: 'there is no such data file', where: path, hint, cause });
  });
  if (!info.isFile()) throw new SkillNeuronsError({ code: 'DATA_FILE_MISSING', message: 'this is not a file', where: path, hint });
  if (info.size > maxBytes) {
    throw new SkillNeuronsError({ code: 'DATA_FILE_TOO_LARGE', message: `the file has ${info.size} bytes, more than the limit of ${maxBytes}`, where: path, hint: 'use a smaller file, or raise the limit if it is the right one' });
  }
}

/** The text of a file in pieces; a byte order mark is dropped. @throws DATA_ENCODING when it is not UTF-8 */
export async function* textChunks(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array) => guard(path, () => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })));
  for await (const chunk of createReadStream(path, { signal })) {
    yield decode(chunk as Uint8Array);
  }
  yield decode();
}

/** The text of a whole file, of bounded size. @throws DATA_FILE_MISSING, DATA_FILE_TOO_LARGE, DATA_ENCODING */
export async function readWholeText(path: string, maxBytes: number): Promise<string> {
  await checkFile(path, maxBytes);
  const bytes = await readFile(path);
  return guard(path, () => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function guard(path: string, decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'DATA_ENCODING', message: 'the file is not UTF-8 text', where: path, hint: 'convert it, for example with iconv -f latin1 -t utf-8', cause });
  }
}
