import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Packages whose code decides what token ids come out. */
const dependencies = ['@huggingface/tokenizers', 'csv-parse', 'hyparquet', 'hyparquet-compressors'];

let known: Promise<string> | undefined;

/** sha256 over this package's own code and the versions of what it reads and tokenizes with: another code, another key. */
export function codeVersion(): Promise<string> {
  return (known ??= computeVersion(dirname(import.meta.dirname)));
}

async function computeVersion(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|ts)$/.test(name) && !/\.(test|test\.helper|d)\.ts$/.test(name)).sort();
  for (const name of files) hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  for (const name of dependencies) hash.update(`${name} ${await versionOf(name, folder)}\0`);
  return hash.digest('hex');
}

/** The version of a dependency as Node would find it from here. */
async function versionOf(name: string, folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name, 'package.json');
    if (existsSync(path)) return (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version;
    if (at === dirname(at)) return 'unknown';
  }
}
