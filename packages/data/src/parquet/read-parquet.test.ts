import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadExamples } from '../load-examples.ts';
import { loadTask } from '../load-task.ts';
import { defaultReadLimits } from '../row.ts';
import { paperTasks, sharedData } from '../shared.test.helper.ts';
import { folderWith, taskWith } from '../task.test.helper.ts';
import { readParquet } from './read-parquet.ts';

const fixtures = fileURLToPath(new URL('../../test/fixtures/parquet', import.meta.url));
const fixture = (name: string) => join(fixtures, `${name}.parquet`);
const hubExport = join(sharedData, 'parquet', 'SST-2-val.parquet');
const withHubExport = existsSync(hubExport) ? test : test.skip;

async function rows(path: string, wanted = ['sentence', 'label'], limits = {}) {
  const found: (string | null | undefined)[][] = [];
  for await (const row of readParquet(path, wanted, { ...defaultReadLimits, ...limits })) found.push(wanted.map((column) => row.get(column)));
  return found;
}

const expected = Array.from({ length: 25 }, () => [['a good film', '1'], ['b\u00e4d \u2028 "quoted"\tfilm', '0'], ['', '0'], ['so good', '1']]).flat();

test.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'pages-v2'])('pyarrow, %s', async (name) => {
  expect(await rows(fixture(name))).toEqual(expected);
});

test('shards by a pattern are read in the order of their names', async () => {
  const split = `  train: { file: '*-of-00002.parquet', fields: { text: sentence }, label: { column: label } }`;
  const task = await taskWith(split, Object.fromEntries(await Promise.all(['train-00001-of-00002', 'train-00000-of-00002'].map(async (name) => [`${name}.parquet`, await readFile(fixture(name))]))));
  const examples = await loadExamples(task, 'train');
  expect(examples.map(({ fields, label }) => [fields['text'], String(label)])).toEqual(expected);
  expect(examples.map(({ id }) => id)).toEqual(expected.map((_, i) => String(i)));
});

withHubExport('the hub\'s own export of SST-2 equals the TSV file', async () => {
  const task = await taskWith('  test: { file: sst2.parquet, fields: { text: sentence }, label: { column: label } }', { 'sst2.parquet': await readFile(hubExport) });
  const sst2 = await loadTask('sst2', { searchFolders: [paperTasks] });
  const tsv = await loadExamples(sst2, 'test', { dataFolder: join(sharedData, 'datasets') });
  expect((await loadExamples(task, 'test')).map(({ fields, label }) => [fields['text'], label])).toEqual(tsv.map(({ fields, label }) => [fields['sentence'], label]));
});

test('a list is no text, an unknown column lists the known ones, a row is named by its number', async () => {
  for await (const row of readParquet(fixture('snappy'), ['tokens'], defaultReadLimits)) {
    expect(row.place).toBe(`${fixture('snappy')}: row 1`);
    expect(() => row.get('tokens')).toThrow(expect.objectContaining({ code: 'DATA_MALFORMED_ROW' }));
    expect([row.get('text'), row.columns()]).toEqual([undefined, ['sentence', 'label', 'score', 'tokens']]);
    break;
  }
  expect((await rows(fixture('none'), ['score']))[0]).toEqual(['0.5']);
});

test('limits and the caller end the reading', async () => {
  await expect(rows(fixture('none'), ['sentence'], { wholeFileBytes: 300 })).rejects.toMatchObject({ code: 'DATA_PARQUET' });
  await expect(rows(fixture('zstd'), ['sentence'], { decodeSeconds: 0 })).rejects.toMatchObject({ code: 'DATA_PARQUET', message: expect.stringContaining('within 0 s') });
  const reading = readParquet(fixture('none'), ['sentence'], defaultReadLimits, AbortSignal.abort());
  await expect(reading.next()).rejects.toMatchObject({ name: 'AbortError' });
  const controller = new AbortController();
  const started = readParquet(fixture('none'), ['sentence'], defaultReadLimits, controller.signal);
  await started.next();
  controller.abort();
  await expect((async () => { for await (const row of started) expect(row.columns()).toHaveLength(4); })()).rejects.toMatchObject({ name: 'AbortError' });
});

test('files that are no parquet are errors', async () => {
  const folder = await folderWith({ 'empty.parquet': '', 'text.parquet': 'sentence,label\na,1\n'.repeat(9), 'magic.parquet': 'PAR1PAR1' });
  for (const name of ['empty', 'text', 'magic']) await expect(rows(join(folder, `${name}.parquet`))).rejects.toMatchObject({ code: 'DATA_PARQUET', where: join(folder, `${name}.parquet`) });
  const whole = await readFile(fixture('snappy'));
  await writeFile(join(folder, 'cut.parquet'), whole.subarray(0, whole.length - 100));
  await expect(rows(join(folder, 'cut.parquet'))).rejects.toMatchObject({ code: 'DATA_PARQUET' });
});

test('a run length that would fill all memory breaks only the decoder', async () => {
  // The one run of definition levels of the first page says 2^30 values: the decoder's array grows until its process ends.
  const bytes = await readFile(fixture('none'));
  const levels = bytes.indexOf(Buffer.from([2, 0, 0, 0, 80, 1]));
  expect(levels).toBeGreaterThan(0);
  // The file keeps its length, so that what follows stands where the footer says.
  const run = Buffer.from([6, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x08, 1]);
  const folder = await folderWith({ 'run.parquet': Buffer.concat([bytes.subarray(0, levels), run, bytes.subarray(levels + run.length)]) });
  await expect(rows(join(folder, 'run.parquet'), ['sentence'], { decodeMegabytes: 64 })).rejects.toMatchObject({ code: 'DATA_PARQUET' });
});
