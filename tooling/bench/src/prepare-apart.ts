import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PrepareOptions } from './prepare-model.ts';

/** Prepares a model in a process of its own, which gives its memory back. */
export async function prepareApart(options: PrepareOptions): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('../dist/prepare-model.js', import.meta.url)), JSON.stringify(options)]);
}
