import { join } from 'node:path';
import { loadExamples } from './load-examples.ts';
import { folderWith, taskWith } from './task.test.helper.ts';
import type { Task } from './types.ts';

const source = (file: string, rest = '', label = '{ column: l }') => `  train: { file: ${file}, fields: { text: t }, label: ${label}${rest} }`;
const load = async (splits: string, files: Record<string, string | Uint8Array>, split = 'train') => loadExamples(await taskWith(splits, files), split);
const short = async (...args: Parameters<typeof load>) => (await load(...args)).map(({ id, fields, label }) => [id, fields['text'], label]);
const rows = (count: number) => `t\tl\n${Array.from({ length: count }, (_, i) => `text ${i}\t${i % 2}`).join('\n')}\n`;

test('TSV: byte order mark, CRLF, bare quotes and empty lines', async () => {
  expect(await short(source('a.tsv'), { 'a.tsv': '\uFEFFl\tt\r\n0\t"so" he said\r\n\r\n1\t"bare\r\n' })).toEqual([['0', '"so" he said', 0], ['1', '"bare', 1]]);
});

test('TSV with quoting: doubled quotes, tabs and line breaks in a cell', async () => {
  expect(await short(source('a.tsv', ', quote: true'), { 'a.tsv': 'l\tt\n0\t"a ""b""\tc\nd"\n1\te' })).toEqual([['0', 'a "b"\tc\nd', 0], ['1', 'e', 1]]);
});

test('CSV without a header line', async () => {
  expect(await short(source('a.csv', ', columns: [l, t]'), { 'a.csv': 'negative,"a, b"\npositive,c\n' })).toEqual([['0', 'a, b', 0], ['1', 'c', 1]]);
});

test('JSON: a list behind keys, and an object whose keys name the rows', async () => {
  const list = JSON.stringify({ dev: { sst2: [{ t: 'a', l: 1 }, { t: 'b', l: 0 }] } });
  expect(await short(source('a.json', ', select: [dev, sst2]'), { 'a.json': list })).toEqual([['0', 'a', 1], ['1', 'b', 0]]);
  expect(await short(source('a.json'), { 'a.json': JSON.stringify({ x7: { t: 'a', l: 'positive' } }) })).toEqual([['x7', 'a', 1]]);
});

test('JSON Lines, and lines with a label file', async () => {
  expect(await short(source('a.jsonl'), { 'a.jsonl': '{"t":"a","l":0}\n\n{"t":"b","l":1}' })).toEqual([['0', 'a', 0], ['1', 'b', 1]]);
  const lines = '  train: { file: a.txt, format: lines, fields: { text: text }, label: { file: l.txt, map: { n: negative, p: 1 } } }';
  expect(await short(lines, { 'a.txt': 'x\ty\n\nz\u2028w\n', 'l.txt': 'n\r\np\nn\n' })).toEqual([['0', 'x\ty', 0], ['1', '', 1], ['2', 'z\u2028w', 0]]);
});

test('ids, groups, originals, first column present, and texts in files', async () => {
  const splits = `  train:
    file: a.jsonl
    fields: { text: [clean, t], body: { column: doc, folder: docs } }
    label: { column: l }
    id: n
    group: method
    original_id: o`;
  const files = { 'a.jsonl': '{"n":5,"t":"a","l":0,"method":"T3","o":9,"doc":"x.txt"}\n{"n":6,"clean":"B","t":"b","l":1,"method":"hand","o":8,"doc":"y"}', 'docs/x.txt': 'long\ntext', 'docs/y': '' };
  expect(await load(splits, files)).toEqual([
    { id: '5', fields: { text: 'a', body: 'long\ntext' }, label: 0, group: 'T3', originalId: '9' },
    { id: '6', fields: { text: 'B', body: '' }, label: 1, group: 'hand', originalId: '8' },
  ]);
});

test('columns may be joined', async () => {
  const splits = "  train: { file: a.csv, fields: { text: { join: [t, Aspect Term], separator: ' / ' } }, label: { column: l }, nulls: drop, null_values: [NA] }";
  expect(await short(splits, { 'a.csv': 't,Aspect Term,l\n"good, cheap",food,1\nslow,NA,0\n' })).toEqual([['0', 'good, cheap / food', 1]]);
});

test('conditions and labels mapped to null drop rows; ids stay those of the file', async () => {
  const tsv = 't\tl\tkind\na\tx\tkeep\nb\ty\tkeep\nc\tx\tdrop\nd\tz\tkeep\ne\tx\tother\n';
  const map = '{ column: l, map: { x: negative, y: null, z: positive } }';
  expect(await short(source('a.tsv', ', where: [{ column: kind, equals: [keep, other] }]', map), { 'a.tsv': tsv })).toEqual([['0', 'a', 0], ['3', 'd', 1], ['4', 'e', 0]]);
  expect(await short(source('a.tsv', ', where: [{ column: kind, not_equals: drop }, { column: t, not_equals: a }]', map), { 'a.tsv': tsv })).toEqual([['3', 'd', 1], ['4', 'e', 0]]);
});

test('a split can drop what stands in another', async () => {
  const splits = `${source('a.tsv', ', disjoint_from: [test]')}\n  test: { file: b.tsv, fields: { text: t }, label: { column: l } }`;
  expect(await short(splits, { 'a.tsv': 't\tl\na\t0\nb\t1\na\t1\n', 'b.tsv': 't\tl\na\t0\n' })).toEqual([['1', 'b', 1]]);
});

test('carve-outs are disjoint, seeded and leave the rest', async () => {
  const splits = (seed: number) => `${source('a.tsv')}\n  validation: { from: train, fraction: 0.2, seed: ${seed} }\n  test: { from: train, fraction: 0.3, seed: ${seed} }`;
  const ids = async (seed: number) => {
    const task = await taskWith(splits(seed), { 'a.tsv': rows(50) });
    return Promise.all(['train', 'validation', 'test'].map(async (split) => (await loadExamples(task, split)).map(({ id }) => Number(id))));
  };
  const [train = [], validation = [], testIds = []] = await ids(1);
  expect([train.length, validation.length, testIds.length]).toEqual([25, 10, 15]);
  expect([...train, ...validation, ...testIds].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  expect(validation).toEqual([...validation].sort((a, b) => a - b));
  expect((await ids(1))[1]).toEqual(validation);
  expect((await ids(2))[1]).not.toEqual(validation);
});

test('a limit takes a seeded sample in file order, and a larger one contains it', async () => {
  const task = await taskWith(source('a.tsv'), { 'a.tsv': rows(60) });
  const sample = async (limit: number, seed: number) => (await loadExamples(task, 'train', { limit, seed })).map(({ id }) => Number(id));
  const ten = await sample(10, 3);
  expect(ten).toHaveLength(10);
  expect(ten).toEqual([...ten].sort((a, b) => a - b));
  expect(await sample(20, 3)).toEqual(expect.arrayContaining(ten));
  expect(await sample(10, 4)).not.toEqual(ten);
  expect(await sample(100, 3)).toHaveLength(60);
  await expect(sample(0, 3)).rejects.toMatchObject({ code: 'DATA_LIMIT' });
});

const good = 't\tl\na\t0\n';
const errors: [what: string, splits: string, files: Record<string, string | Uint8Array>, code: string, where: string][] = [
  ['a missing file', source('a.tsv'), {}, 'DATA_FILE_MISSING', 'a.tsv'],
  ['a folder without a file of the format', source('sub', ', format: tsv'), { 'sub/a.csv': '' }, 'DATA_FILE_MISSING', 'sub'],
  ['a pattern that fits no file', source("'b*.tsv'"), { 'a.tsv': good }, 'DATA_FILE_MISSING', 'b*.tsv'],
  ['a row with too few cells', source('a.tsv'), { 'a.tsv': `${good}b\n` }, 'DATA_MALFORMED_ROW', 'a.tsv:3'],
  ['a row with too many cells', source('a.csv'), { 'a.csv': 't,l\na,0\nb,c,1\n' }, 'DATA_MALFORMED_ROW', 'a.csv:3'],
  ['an open quote', source('a.csv'), { 'a.csv': 't,l\n"a,0\nb,1\n' }, 'DATA_MALFORMED_ROW', 'a.csv:'],
  ['a column twice', source('a.tsv'), { 'a.tsv': 't\tt\tl\n' }, 'DATA_MALFORMED_ROW', 'a.tsv:1'],
  ['a column that is not there', source('a.tsv'), { 'a.tsv': 'text\tl\na\t0\n' }, 'DATA_UNKNOWN_COLUMN', 'a.tsv:2'],
  ['an unknown label', source('a.tsv'), { 'a.tsv': `${good}b\t2\n` }, 'DATA_UNKNOWN_LABEL', 'a.tsv:3'],
  ['a label named like a property of every object', source('a.tsv'), { 'a.tsv': `${good}b\tconstructor\n` }, 'DATA_UNKNOWN_LABEL', 'a.tsv:3'],
  ['broken JSON', source('a.json'), { 'a.json': '[{' }, 'DATA_MALFORMED_ROW', 'a.json'],
  ['a broken JSON line', source('a.jsonl'), { 'a.jsonl': '{"t":"a","l":0}\n{"t"\n' }, 'DATA_MALFORMED_ROW', 'a.jsonl:2'],
  ['a JSON row that is no object', source('a.json', ', select: x'), { 'a.json': '{"x":[1]}' }, 'DATA_MALFORMED_ROW', 'a.json: x.0'],
  ['a JSON value that is no text', source('a.jsonl'), { 'a.jsonl': '{"t":["a"],"l":0}' }, 'DATA_MALFORMED_ROW', 'a.jsonl:1'],
  ['a key that is not there', source('a.json', ', select: y'), { 'a.json': '{"x":[]}' }, 'DATA_UNKNOWN_KEY', 'a.json'],
  ['fewer labels than rows', source('a.tsv', '', '{ file: l.txt }'), { 'a.tsv': `${good}b\t1\n`, 'l.txt': '0\n' }, 'DATA_MALFORMED_ROW', 'a.tsv:3'],
  ['more labels than rows', source('a.tsv', '', '{ file: l.txt }'), { 'a.tsv': good, 'l.txt': '0\n1\n' }, 'DATA_MALFORMED_ROW', 'l.txt:2'],
  ['an empty split', source('a.tsv'), { 'a.tsv': 't\tl\n' }, 'DATA_EMPTY_SPLIT', 'film.yaml'],
  ['an empty file', source('a.tsv'), { 'a.tsv': '' }, 'DATA_EMPTY_SPLIT', 'film.yaml'],
  ['an id twice', source('a.tsv', ', id: l'), { 'a.tsv': `${good}b\t0\n` }, 'DATA_DUPLICATE_ID', 'a.tsv:3'],
  ['bytes that are not UTF-8', source('a.tsv'), { 'a.tsv': Buffer.from('t\tl\nna\u00efve\t0\n', 'latin1') }, 'DATA_ENCODING', 'a.tsv'],
  ['quoted bytes that are not UTF-8', source('a.csv'), { 'a.csv': Buffer.from('t,l\nna\u00efve,0\n', 'latin1') }, 'DATA_ENCODING', 'a.csv'],
  ['a file name that climbs', '  train: { file: a.tsv, fields: { text: { column: t, folder: docs } }, label: { column: l } }', { 'a.tsv': 't\tl\n../film.yaml\t0\n', 'docs/x': '' }, 'DATA_MALFORMED_ROW', 'a.tsv:2'],
  ['a named text that is missing', '  train: { file: a.tsv, fields: { text: { column: t, folder: docs } }, label: { column: l } }', { 'a.tsv': 't\tl\nx\t0\n' }, 'DATA_FILE_MISSING', join('docs', 'x')],
];

test.each(errors)('%s is an error with its place', async (_, splits, files, code, where) => {
  await expect(load(splits, files)).rejects.toMatchObject({ code, where: expect.stringContaining(where) });
});

test('size limits keep memory bounded', async () => {
  const task = await taskWith(`${source('a.tsv')}\n  json: { file: a.json, fields: { text: t }, label: { column: l } }\n  csv: { file: a.csv, fields: { text: t }, label: { column: l } }`, { 'a.tsv': rows(20), 'a.json': '[{"t":"a","l":0}]', 'a.csv': `t,l\n"${'x'.repeat(500)}",0\n` });
  const failing = (split: string, limits: object) => expect(loadExamples(task, split, { limits })).rejects;
  await failing('train', { fileBytes: 100 }).toMatchObject({ code: 'DATA_FILE_TOO_LARGE' });
  await failing('json', { wholeFileBytes: 5 }).toMatchObject({ code: 'DATA_FILE_TOO_LARGE' });
  await failing('train', { rowLength: 8 }).toMatchObject({ code: 'DATA_MALFORMED_ROW', where: expect.stringMatching(/a\.tsv:12$/) });
  await failing('csv', { rowLength: 100 }).toMatchObject({ code: 'DATA_MALFORMED_ROW', where: expect.stringContaining('a.csv:2') });
  await failing('train', { rows: 5 }).toMatchObject({ code: 'DATA_MALFORMED_ROW', where: expect.stringMatching(/a\.tsv:7$/) });
  await expect(loadExamples(task, 'train', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('$DATA is the folder that the caller or the environment names', async () => {
  const data = await folderWith({ 'glue/a.tsv': good });
  const task = await taskWith(source('a.tsv'), {}, 'data_folder: $DATA/glue\nsource: example.org\n');
  const load = (options: { dataFolder?: string }, from: Task = task) => loadExamples(from, 'train', options);
  expect(await load({ dataFolder: data })).toHaveLength(1);
  const before = process.env['SKILL_NEURONS_DATA'];
  try {
    delete process.env['SKILL_NEURONS_DATA'];
    await expect(load({})).rejects.toMatchObject({ code: 'DATA_NO_FOLDER', hint: expect.stringContaining('the data come from example.org') });
    process.env['SKILL_NEURONS_DATA'] = data;
    expect(await load({})).toHaveLength(1);
  } finally {
    if (before === undefined) delete process.env['SKILL_NEURONS_DATA'];
    else process.env['SKILL_NEURONS_DATA'] = before;
  }
});

test('data_folder may lead elsewhere, and a task without $DATA ignores the data folder', async () => {
  const task = await taskWith(source('a.tsv'), { 'data/a.tsv': good }, 'data_folder: ./data\n');
  expect(await loadExamples(task, 'train', { dataFolder: '/nowhere' })).toHaveLength(1);
  const absolute = await taskWith(source('a.tsv'), {}, `data_folder: ${await folderWith({ 'a.tsv': good })}\n`);
  expect(await loadExamples(absolute, 'train')).toHaveLength(1);
});

test('an unknown split lists those there are', async () => {
  await expect(load(source('a.tsv'), {}, 'dev')).rejects.toMatchObject({ code: 'DATA_UNKNOWN_SPLIT', hint: 'its splits are train' });
  await expect(load(source('a.tsv'), {}, 'toString')).rejects.toMatchObject({ code: 'DATA_UNKNOWN_SPLIT' });
});
