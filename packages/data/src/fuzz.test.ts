import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fuzz, fuzzTargets } from './fuzz.test.helper.ts';

const fixture = (name: string) => readFile(fileURLToPath(new URL(`../test/fixtures/parquet/${name}.parquet`, import.meta.url)));

// `node test/fuzz.js` reads thousands; these are the same files in small number.
test('damaged files load or fail with a code, in bounded time, and write nothing', async () => {
  const targets = await fuzzTargets([await fixture('snappy'), await fixture('nulls')]);
  const quick = await fuzz(targets.filter(({ name }) => name !== 'parquet'), 25, 1, 30);
  expect(quick.failures).toEqual([]);
  expect(quick.files).toBe(11 * 25);
  expect(quick.loaded).toBeGreaterThan(20);
  expect(Object.keys(quick.codes)).toEqual(expect.arrayContaining(['DATA_MALFORMED_ROW', 'DATA_UNKNOWN_LABEL', 'TASK_INVALID', 'TASK_SYNTAX', 'TOKENIZER_INVALID']));
  const parquet = await fuzz(targets.filter(({ name }) => name === 'parquet'), 3, 1, 60);
  expect(parquet.failures).toEqual([]);
}, 300_000);
