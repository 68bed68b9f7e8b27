import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';

/** Finds out before the work what would spoil its end: that nothing can be written to `--out`. Nothing is made. @throws OUT_NOT_WRITABLE */
export async function assertWritable(out: string): Promise<void> {
  for (let path = resolve(out); ; path = dirname(path)) {
    const found = await stat(path).catch(() => null);
    if (found === null && path !== dirname(path)) continue;
    const isTarget = path === resolve(out);
    if (!isTarget && found?.isDirectory() === false) throw mistake(`${path} is a file, not a folder`, out);
    const may = await access(path, constants.W_OK).then(() => true, () => false);
    if (!may) throw mistake(`nothing may be written to ${path}`, out);
    return;
  }
}

const mistake = (message: string, where: string) => new SkillNeuronsError({ code: 'OUT_NOT_WRITABLE', message, where, hint: 'give another --out' });
