import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the first `ts` block of the README of the package whose test calls this, and returns what it logged.
 * The block becomes a file in the package, so that it imports what a user's file would.
 *
 * @param {string} testUrl `import.meta.url` of a test in the package's `src` or `test` folder.
 * @returns {Promise<string[]>} one entry per console.log call
 */
export async function runReadmeExample(testUrl) {
  const packageFolder = join(dirname(fileURLToPath(testUrl)), '..');
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(packageFolder, 'README.md'), 'utf8')) ?? [];
  if (code === undefined) throw new Error(`no ts block in ${packageFolder}/README.md`);
  const file = join(packageFolder, '.readme', 'example.ts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  const logged = [];
  const log = console.log;
  console.log = (...values) => logged.push(values.map(String).join(' '));
  try {
    await import(file);
  } finally {
    console.log = log;
  }
  return logged;
}
