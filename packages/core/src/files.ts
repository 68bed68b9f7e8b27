import { randomBytes } from 'node:crypto';
import { open, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SkillNeuronsError } from './errors.ts';

/** Writes a file so that a reader sees the old content or the new, never a part: temporary file, sync, rename. */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new SkillNeuronsError({ code: 'FILE_WRITE', message: `cannot write: ${reason(cause)}`, where: path, kind: 'environment', hint: 'check the folder, its permissions and the free space', cause });
  }
}

/** Reads a UTF-8 file (a byte order mark is dropped). @throws FILE_READ naming the path. */
export async function readTextFile(path: string, what = 'file'): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'FILE_READ', message: `cannot read the ${what}: ${reason(cause)}`, where: path, hint: 'check the path', cause });
  }
}

/** Reads a JSON file. @throws FILE_READ or FILE_JSON naming the path. */
export async function readJsonFile(path: string, what = 'file'): Promise<unknown> {
  const text = await readTextFile(path, what);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'FILE_JSON', message: `the ${what} is not valid JSON: ${reason(cause)}`, where: path, hint: 'it may be cut off or not the file you meant', cause });
  }
}

function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'ENOTDIR') return 'a part of the path is a file, not a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENOSPC') return 'the disk is full';
  return cause instanceof Error ? cause.message : String(cause);
}
