import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputFiles } from './input-files.ts';
import { loadTask } from './load-task.ts';

test('every file that a split is read from is named: rows, label lines, texts, and those of splits it is kept apart from', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  const yaml = [
    'name: t', 'title: t', 'type: x', 'labels: ["no", "yes"]', 'templates: { masked-lm: "{text}" }', 'verbalizers: { masked-lm: ["no", "yes"] }', 'splits:',
    '  train: { file: "train-*.jsonl", fields: { text: text }, label: { column: label }, disjoint_from: [test] }',
    '  validation: { from: train, fraction: 0.5, seed: 1 }',
    '  test: { file: test.txt, format: lines, fields: { text: text }, label: { file: labels.txt } }',
    '  texts: { file: rows.jsonl, fields: { text: { column: file, folder: docs } }, label: { column: label } }',
  ];
  await writeFile(join(folder, 't.yaml'), yaml.join('\n'));
  await mkdir(join(folder, 'docs'));
  for (const file of ['train-1.jsonl', 'train-0.jsonl', 'test.txt', 'labels.txt', 'rows.jsonl', 'docs/a']) await writeFile(join(folder, file), '');
  const task = await loadTask(join(folder, 't.yaml'));
  const of = async (split: string) => (await inputFiles(task, split)).map((file) => file.slice(folder.length + 1));
  expect(await of('train')).toEqual(['labels.txt', 'test.txt', 'train-0.jsonl', 'train-1.jsonl']);
  expect(await of('validation')).toEqual(await of('train'));
  expect(await of('texts')).toEqual(['docs/a', 'rows.jsonl']);
  await expect(inputFiles(task, 'dev')).rejects.toMatchObject({ code: 'DATA_UNKNOWN_SPLIT' });
});
