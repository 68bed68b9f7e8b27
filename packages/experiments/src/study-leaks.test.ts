import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { studyLeaks } from './study-leaks.ts';
import { studySchema } from './study-schema.ts';
import { Workspace } from './workspace.ts';

const jsonl = (texts: readonly string[]) => texts.map((text, i) => JSON.stringify({ text, label: i % 2 === 0 ? 'no' : 'yes' })).join('\n');

async function workspaceWith(tasks: Record<string, Record<string, string[]>>, limits = {}): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'leaks-'));
  const files: Record<string, string> = {};
  for (const [name, splits] of Object.entries(tasks)) {
    const sources = Object.keys(splits).map((split) => `  ${split}: { file: ${name}-${split}.jsonl, fields: { text: text }, label: { column: label } }`);
    const yaml = ['type: made-up', 'labels: ["no", "yes"]', 'templates: { masked-lm: "{text}" }', 'verbalizers: { masked-lm: ["no", "yes"] }', 'adversarial: [adversarial]', 'splits:', ...sources];
    files[name] = join(folder, `${name}.yaml`);
    await writeFile(files[name], [`name: ${name}`, `title: ${name}`, ...yaml].join('\n'));
    for (const [split, texts] of Object.entries(splits)) await writeFile(join(folder, `${name}-${split}.jsonl`), jsonl(texts));
  }
  const study = studySchema.parse({ title: 'x', models: ['m'], tasks: Object.keys(tasks), limits });
  return new Workspace({ study, models: {}, tasks: files, backend: 'auto', store: folder });
}

const clean = (name: string) => ({ train: [`${name} one`, `${name} two`], validation: [`${name} three`], test: [`${name} four`, `${name} five`], adversarial: [`${name} six`] });

test('a task that shares nothing has an empty record', async () => {
  expect([...(await studyLeaks(await workspaceWith({ a: clean('a'), b: clean('b') })))]).toEqual([['a', []], ['b', []]]);
});

test('planted rows are found in every direction that matters, across tasks too', async () => {
  const a = { ...clean('a'), test: ['a two!', 'a five', 'b ONE'], adversarial: ['a five'] };
  const b = { ...clean('b'), train: ['b one', 'a one'], validation: ['a five'] };
  const leaks = await studyLeaks(await workspaceWith({ a, b }));
  const short = (task: string) => leaks.get(task)!.map(({ split, source, n, exact, normalised, otherLabel }) => [split, `${source.task}/${source.split}`, n, exact, normalised, otherLabel]);
  expect(short('a')).toEqual([
    ['test', 'a/train', 3, 0, 1, 1],
    ['test', 'b/train', 3, 0, 1, null],
    ['test', 'b/validation', 3, 1, 1, null],
    ['adversarial', 'b/validation', 1, 1, 1, null],
    ['adversarial', 'a/test', 1, 1, 1, 1],
  ]);
  // That two train splits share a row, or a validation row stands in another task's test split, harms no result of b.
  expect(short('b')).toEqual([]);
});

test('only rows that the study takes are compared', async () => {
  const many = Array.from({ length: 20 }, (_, i) => `text ${i}`);
  const limited = await studyLeaks(await workspaceWith({ a: { ...clean('a'), train: many, test: many } }, { test: 5 }));
  expect(limited.get('a')).toMatchObject([{ n: 5, exact: 5 }]);
});
