import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubServer, hubRepo } from '@skill-neurons/hub/testing';
import { loadExamples, type LoadExamplesOptions } from './load-examples.ts';
import { folderWith, taskWith } from './task.test.helper.ts';

const fixture = (name: string) => readFile(fileURLToPath(new URL(`../test/fixtures/parquet/${name}.parquet`, import.meta.url)));
const split = (file: string, rest = '') => `  train: { file: ${file}, fields: { text: t }, label: { column: l }${rest} }`;
const load = async (splits: string, files: Record<string, string | Uint8Array>, name = 'train', options: LoadExamplesOptions = {}) =>
  (await loadExamples(await taskWith(splits, files), name, options)).map(({ fields, label }) => [fields['text'], label]);
/** A text per row, classes 0, 0, 0, 1 in turn. */
const rows = (count: number) => `t\tl\n${Array.from({ length: count }, (_, i) => `${i}\t${i % 4 === 3 ? 1 : 0}`).join('\n')}\n`;

describe('files of a split', () => {
  const shard = (text: string) => `t\tl\n${text}\t0\n`;

  test('a list, a folder and a pattern', async () => {
    const files = { 'b/1.tsv': shard('one'), 'b/2.tsv': shard('two'), 'b/.hidden.tsv': shard('x'), 'b/README.md': '', 'c/part-9-x.tsv': shard('nine'), 'c/part-10-y.tsv': shard('ten'), 'c/other.tsv': shard('y') };
    expect((await load(split('[b/2.tsv, b/1.tsv]'), files)).map(([text]) => text)).toEqual(['two', 'one']);
    expect((await load(split('b', ', format: tsv'), files)).map(([text]) => text)).toEqual(['one', 'two']);
    expect((await load(split("'*/part-*-*.tsv'"), files)).map(([text]) => text)).toEqual(['ten', 'nine']);
    expect((await load(split("'b/*'", ', format: tsv'), { ...files, 'b/README.md': shard('readme') })).map(([text]) => text)).toEqual(['one', 'two', 'readme']);
  });

  test('a row is named by its place in all shards, and each shard brings its header', async () => {
    const task = await taskWith(split("'*.tsv'"), { 'a.tsv': shard('a'), 'b.tsv': 'l\tt\n1\tb\n' });
    expect((await loadExamples(task, 'train')).map(({ id, fields }) => [id, fields['text']])).toEqual([['0', 'a'], ['1', 'b']]);
  });
});

describe('nulls', () => {
  const jsonl = '{"t":"a","l":0}\n{"t":null,"l":1}\n{"t":"c","l":null}\n{"t":"d","l":0}\n';

  test('are errors that name the row', async () => {
    await expect(load(split('a.jsonl'), { 'a.jsonl': jsonl })).rejects.toMatchObject({ code: 'DATA_NULL_CELL', message: '"t" is null', where: expect.stringMatching(/a\.jsonl:2$/) });
  });

  test('or drop the row, or are empty text', async () => {
    expect(await load(split('a.jsonl', ', nulls: drop'), { 'a.jsonl': jsonl })).toEqual([['a', 0], ['d', 0]]);
    const labelled = jsonl.replace('null}', '1}');
    expect(await load(split('a.jsonl', ', nulls: empty'), { 'a.jsonl': labelled })).toEqual([['a', 0], ['', 1], ['c', 1], ['d', 0]]);
    await expect(load(split('a.jsonl', ', nulls: empty'), { 'a.jsonl': jsonl })).rejects.toMatchObject({ code: 'DATA_UNKNOWN_LABEL', where: expect.stringMatching(/a\.jsonl:3$/) });
  });

  test('in parquet, and as words in TSV', async () => {
    const parquet = '  train: { file: n.parquet, fields: { text: sentence }, label: { column: label }, nulls: drop }';
    expect(await load(parquet, { 'n.parquet': await fixture('nulls') })).toEqual([['a', 1], ['d', 0]]);
    await expect(load(parquet.replace(', nulls: drop', ''), { 'n.parquet': await fixture('nulls') })).rejects.toMatchObject({ code: 'DATA_NULL_CELL', where: expect.stringMatching(/n\.parquet: row 2$/) });
    expect(await load(split('a.tsv', ", nulls: drop, null_values: [NA, '']"), { 'a.tsv': 't\tl\na\t0\nNA\t1\n\t1\nNAN\t1\n' })).toEqual([['a', 0], ['NAN', 1]]);
  });

  test('the next column counts where the first is null', async () => {
    const splits = '  train: { file: a.jsonl, fields: { text: [clean, t] }, label: { column: l } }';
    expect(await load(splits, { 'a.jsonl': '{"clean":null,"t":"a","l":0}\n{"clean":"b","t":null,"l":1}\n' })).toEqual([['a', 0], ['b', 1]]);
  });
});

describe('samples', () => {
  test('few-shot: so many of each class, disjoint from a validation split of as many', async () => {
    const splits = (seed: number) => `${split('a.tsv', `, sample: { per_class: 4, seed: ${seed} }`)}\n  validation: { from: train, per_class: 4, seed: ${seed} }`;
    const both = async (seed: number) => [await load(splits(seed), { 'a.tsv': rows(80) }), await load(splits(seed), { 'a.tsv': rows(80) }, 'validation')];
    const [train = [], validation = []] = await both(1);
    for (const part of [train, validation]) expect(part.map(([, label]) => label).sort()).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(new Set([...train, ...validation].map(([text]) => text)).size).toBe(16);
    expect((await both(1))[0]).toEqual(train);
    expect((await both(2))[0]).not.toEqual(train);
  });

  test('a larger few-shot sample contains a smaller one', async () => {
    const few = (perClass: number) => load(split('a.tsv'), { 'a.tsv': rows(80) }, 'train', { perClass, seed: 5 });
    expect(await few(8)).toEqual(expect.arrayContaining(await few(3)));
    expect(await few(8)).toHaveLength(16);
  });

  test('a number of rows, taken after the carve-out', async () => {
    const splits = `${split('a.tsv', ', sample: { rows: 10 }')}\n  validation: { from: train, rows: 70 }`;
    const texts = async (name: string) => (await load(splits, { 'a.tsv': rows(80) }, name)).map(([text]) => text);
    expect(new Set([...(await texts('train')), ...(await texts('validation'))]).size).toBe(80);
  });

  test('what is not there cannot be asked for', async () => {
    const failing = (splits: string, name = 'train', options = {}) => expect(load(splits, { 'a.tsv': rows(8) }, name, options)).rejects;
    await failing(split('a.tsv', ', sample: { per_class: 3 }')).toMatchObject({ code: 'DATA_SAMPLE', message: expect.stringContaining('class 1 has 2'), where: 'film/train' });
    await failing(split('a.tsv', ', sample: { rows: 9 }')).toMatchObject({ code: 'DATA_SAMPLE' });
    await failing(`${split('a.tsv')}\n  dev: { from: train, rows: 9 }`, 'dev').toMatchObject({ code: 'DATA_SAMPLE' });
    await failing(split('a.tsv'), 'train', { perClass: 0 }).toMatchObject({ code: 'DATA_LIMIT' });
    await failing(split('a.tsv', ', sample: { rows: 1, fraction: 0.5 }')).toMatchObject({ code: 'TASK_INVALID' });
  });
});

test('a task file may say how many rows there must be', async () => {
  expect(await load(split('a.tsv', ', rows: 8'), { 'a.tsv': rows(8) })).toHaveLength(8);
  await expect(load(split('a.tsv', ', rows: 9'), { 'a.tsv': rows(8) })).rejects.toMatchObject({ code: 'DATA_ROW_COUNT', message: expect.stringContaining('has 8 rows, the task file says 9') });
});

describe('a data set on the hub', () => {
  const onHub = "  train: { hub: { id: me/films, revision: v1 }, file: 'data/train-*.parquet', fields: { text: sentence }, label: { column: label } }";

  test('its shards are fetched into the cache and read', async () => {
    const shards = { 'data/train-00000-of-00002.parquet': await fixture('train-00000-of-00002'), 'data/train-00001-of-00002.parquet': await fixture('train-00001-of-00002'), 'data/test.parquet': 'not read' };
    const repo = hubRepo('dataset', 'me/films', shards);
    const [commit = ''] = Object.values(repo.refs);
    const hub = await HubServer.start({ repos: [{ ...repo, refs: { ...repo.refs, v1: commit } }] });
    const before = { ...process.env };
    Object.assign(process.env, { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: await mkdtemp(join(tmpdir(), 'hub-')), HF_HUB_OFFLINE: '' });
    try {
      const examples = await load(onHub, {});
      expect([examples.length, examples[0]]).toEqual([100, ['a good film', 1]]);
      expect(hub.seen('test.parquet').filter(({ url }) => url.includes('resolve'))).toEqual([]);
      await expect(load(onHub.replace('me/films', 'me/other'), {})).rejects.toMatchObject({ code: expect.stringMatching(/^HUB_/) });
    } finally {
      process.env = before;
      await hub.stop();
    }
  });

  test('the caller may bring the files, and is told which', async () => {
    const folder = await folderWith({ 'texts/a.txt': 'x\n', 'labels.txt': '1\n', 'docs/d': '' });
    const splits = '  train: { hub: me/films, file: texts/a.txt, format: lines, fields: { text: text }, label: { file: labels.txt } }';
    const asked: unknown[] = [];
    const fetchHub: LoadExamplesOptions['fetchHub'] = async ({ id, revision, files }) => {
      asked.push({ id, revision, files });
      return { folder, commit: '0'.repeat(40) };
    };
    expect(await load(splits, {}, 'train', { fetchHub })).toEqual([['x', 1]]);
    expect(asked).toEqual([{ id: 'me/films', revision: 'main', files: ['texts/a.txt', 'labels.txt'] }]);
  });

  test.each(['../x', 'a/b/c', 'https://example.org'])('%s is no id', async (id) => {
    await expect(load(onHub.replace('me/films', id), {})).rejects.toMatchObject({ code: 'TASK_INVALID' });
  });
});
