import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadExamples } from '../load-examples.ts';
import { loadTask } from '../load-task.ts';
import { folderWith } from '../task.test.helper.ts';
import { findDataFiles } from './data-files.ts';
import { draftTask, type DraftOptions, type DraftSplit } from './draft-task.ts';
import { surveyColumns, surveySplit } from './survey.ts';

test('the files of each split are found by the usual names', () => {
  expect(findDataFiles(['README.md', '.gitattributes', 'data/train-00000-of-00002.parquet', 'data/train-00001-of-00002.parquet', 'data/test-00000-of-00001.parquet'])).toEqual({
    format: 'parquet', splits: { train: ['data/train-*.parquet'], test: ['data/test-00000-of-00001.parquet'] },
  });
  expect(findDataFiles(['dev.tsv', 'train.tsv', 'test.tsv', 'dataset_infos.json']).splits).toEqual({ train: ['train.tsv'], validation: ['dev.tsv'], test: ['test.tsv'] });
  expect(findDataFiles(['reviews.csv'])).toEqual({ format: 'csv', splits: { train: ['reviews.csv'] } });
  // A word within a word tells nothing; parts that are all of one split are all there is.
  expect(findDataFiles(['latest.csv', 'restrained.csv']).splits).toEqual({ train: ['latest.csv', 'restrained.csv'] });
  expect(findDataFiles(['SST-2-val.parquet']).splits).toEqual({ train: ['SST-2-val.parquet'] });
  expect(findDataFiles(['train/a.jsonl', 'valid/a.jsonl']).splits).toEqual({ train: ['train/a.jsonl'], validation: ['valid/a.jsonl'] });
});

test('several sets in one need a choice', () => {
  const glue = ['cola/train-00000-of-00001.parquet', 'sst2/train-00000-of-00001.parquet', 'sst2/test-00000-of-00001.parquet'];
  expect(() => findDataFiles(glue)).toThrow(expect.objectContaining({ code: 'TASK_DRAFT', message: expect.stringContaining('cola, sst2') }));
  expect(findDataFiles(glue, 'sst2').splits).toEqual({ train: ['sst2/train-00000-of-00001.parquet'], test: ['sst2/test-00000-of-00001.parquet'] });
  expect(() => findDataFiles(glue, 'rte')).toThrow(expect.objectContaining({ hint: 'the folders are cola, sst2' }));
  expect(() => findDataFiles(['a.txt'])).toThrow(expect.objectContaining({ code: 'TASK_DRAFT' }));
  expect(() => findDataFiles(['test.csv', 'dev.csv'])).toThrow(expect.objectContaining({ message: expect.stringContaining('named as training rows') }));
});

async function draft(files: Record<string, string>, options: Partial<DraftOptions> & Pick<DraftOptions, 'text' | 'label'>) {
  const root = await folderWith(files);
  const { format, splits } = findDataFiles(Object.keys(files));
  const surveyed: Record<string, DraftSplit> = {};
  for (const [split, paths] of Object.entries(splits)) surveyed[split] = { files: paths, survey: await surveySplit({ root, files: paths, format }, options.text, options.label) };
  const yaml = draftTask({ name: 'made', title: 'Made', type: 'made', dataFolder: '.', format, splits: surveyed, ...options });
  await writeFile(join(root, 'made.yaml'), yaml);
  return { yaml, task: await loadTask(join(root, 'made.yaml')) };
}

test('a draft is a valid task that reads the data', async () => {
  const train = ['text,Label', ...Array.from({ length: 20 }, (_, i) => `"row, ${i}",${i % 2 === 0 ? 'very good' : 'Bad!'}`), ',Bad!'].join('\n');
  const { task } = await draft({ 'train.csv': train, 'valid.csv': 'text,Label\nfine,very good\n' }, { text: ['text'], label: 'Label' });
  expect(task).toMatchObject({
    labels: ['Bad-', 'very-good'], templates: { 'masked-lm': '{bos}{text|128}{eos}', 'encoder-decoder': '{text|128}{eos}' }, verbalizers: { 'masked-lm': ['bad', 'very good'] },
    // Nothing else has labels: the validation rows are reported on.
    splits: { test: { files: ['valid.csv'] }, validation: { from: 'train' } },
  });
  expect(await loadExamples(task, 'test')).toMatchObject([{ fields: { text: 'fine' }, label: 1 }]);
  expect((await loadExamples(task, 'train')).length + (await loadExamples(task, 'validation')).length).toBeGreaterThanOrEqual(20);
});

test('numbers need names; unlabelled rows and splits are left out', async () => {
  const files = { 'train.jsonl': '{"a":"x","b b":"y","y":1}\n{"a":"z","b b":"w","y":0}\n{"a":null,"b b":"w","y":0}\n'.repeat(4), 'test.jsonl': '{"a":"x","b b":"y","y":-1}\n', 'dev.jsonl': '{"a":"x","b b":"y","y":1}\n' };
  const columns = { text: ['a', 'b b'], label: 'y' };
  await expect(draft(files, columns)).rejects.toMatchObject({ code: 'TASK_DRAFT', message: 'the values of "y" are "0", "1": numbers do not tell what they mean' });
  await expect(draft(files, { ...columns, labels: ['no'] })).rejects.toMatchObject({ hint: expect.stringContaining('one per value') });
  await expect(draft(files, { ...columns, labels: ['no', 'yes'], words: ['n'] })).rejects.toMatchObject({ code: 'TASK_DRAFT' });
  const { yaml, task } = await draft(files, { ...columns, labels: ['no', 'yes'], hub: undefined });
  expect(yaml).toContain('# test.jsonl: without labels, left out');
  expect(task).toMatchObject({ templates: { 'masked-lm': '{bos}{a}{eos}{b_b}{eos}' }, splits: { train: { nulls: 'drop' }, test: { files: ['dev.jsonl'] } } });
  expect((await loadExamples(task, 'test'))[0]).toMatchObject({ fields: { a: 'x', b_b: 'y' }, label: 1 });
});

test('a column of texts is no label; columns are listed with their first values', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `{"t":"${i}","l":["x"],"n":null}`).join('\n');
  const source = { root: await folderWith({ 'a.jsonl': rows }), files: ['a.jsonl'], format: 'jsonl' as const };
  await expect(surveySplit(source, ['t'], 't')).rejects.toMatchObject({ code: 'TASK_DRAFT', message: '"t" has more than 50 different values' });
  expect(await surveyColumns(source)).toEqual([{ name: 't', sample: '0' }, { name: 'l', sample: undefined }, { name: 'n', sample: null }]);
  await expect(surveyColumns({ ...source, root: await folderWith({ 'a.jsonl': '' }) })).rejects.toMatchObject({ code: 'TASK_DRAFT' });
});

test('parquet: columns are listed from the file itself', async () => {
  const root = join(import.meta.dirname, '../../test/fixtures/parquet');
  const columns = await surveyColumns({ root, files: ['snappy.parquet'], format: 'parquet' });
  expect(columns.length).toBeGreaterThan(1);
  expect(columns.some(({ sample }) => typeof sample === 'string')).toBe(true);
});
