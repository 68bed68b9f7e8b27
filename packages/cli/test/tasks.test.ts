import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

const yaml = (name: string, splits: string) => `name: ${name}
title: Made-up ${name}
type: made-up
labels: [bad, good]
templates: { masked-lm: "{bos}{text}{eos}", encoder-decoder: "{text}{eos}" }
verbalizers: { masked-lm: [negative, positive], encoder-decoder: [negative, positive] }
splits:
${splits}
`;
const split = (name: string, file: string) => `  ${name}: { file: ${file}, fields: { text: t }, label: { column: l } }`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-tasks-'));
  await mkdir(at('tasks'));
  const files = {
    'one.yaml': yaml('one', `${split('train', 'train.tsv')}\n${split('test', 'test.tsv')}`),
    'two.yaml': yaml('two', split('test', 'two.csv')),
    'ragged.yaml': yaml('ragged', `${split('train', 'train.tsv')}\n${split('test', 'ragged.csv')}`),
    'train.tsv': 't\tl\nso good\tgood\nthe film is bad\tbad\n',
    'test.tsv': 't\tl\nThe film is bad!\tgood\nfine\tgood\n',
    'two.csv': 't,l\n"so good",good\nslow,bad\n',
    'ragged.csv': 't,l\na,bad\nb,c,good\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(at('tasks', name), text);
});

test('validate reads all rows and names the text that splits and tasks share', async () => {
  const { stdout, stderr, code } = await runMain(['tasks', 'validate', 'one', 'two', '--include-path', at('tasks'), '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const { tasks, leaks } = JSON.parse(stdout) as { tasks: unknown[]; leaks: { shared: unknown[] } };
  expect(tasks).toMatchObject([{ task: 'one', splits: [{ split: 'train', rows: 2, counts: [1, 1] }, { split: 'test', rows: 2, counts: [0, 2] }] }, { task: 'two' }]);
  expect(leaks.shared).toMatchObject([
    { source: { task: 'one', split: 'train' }, target: { task: 'one', split: 'test' }, exact: 0, normalised: 1, otherLabel: 1 },
    { source: { task: 'one', split: 'train' }, target: { task: 'two', split: 'test' }, exact: 1, normalised: 1, otherLabel: null },
  ]);
  const text = await runMain(['tasks', 'validate', at('tasks', 'one.yaml')]);
  expect(text.stdout).toMatch(/one\/test +\| one\/train +\| +2 \| +0 \| +1 \| +1 \| 0: The film is bad!/);
  expect((await runMain(['tasks', 'validate', at('tasks', 'one.yaml'), '--no-leaks'])).stdout).not.toContain('stand in');
});

test('validate goes on after a split that cannot be read, and exits with 2', async () => {
  const { stdout, code } = await runMain(['tasks', 'validate', at('tasks', 'ragged.yaml'), '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ splits: [{ split: 'train', rows: 2 }, { split: 'test', error: { code: 'DATA_MALFORMED_ROW', message: expect.stringContaining('ragged.csv:3') } }] }] });
});

test('list and show know where rows come from, a user\'s own folder first', async () => {
  const { stdout } = await runMain(['tasks', 'list', '--include-path', at('tasks'), '--type', 'made-up', '--json']);
  const rows = JSON.parse(stdout) as { name: string; data: string; splits: object[] }[];
  expect(rows.map(({ name, data }) => [name, data])).toEqual([['one', 'its folder'], ['ragged', 'its folder'], ['two', 'its folder']]);
  expect((await runMain(['tasks', 'list', '--type', 'nli'])).stdout).toMatch(/mnli-hub +\| nli .*hub: nyu-mll\/glue, AI-Secure\/adv_glue/);
  expect(JSON.parse((await runMain(['tasks', 'show', 'sst2-hub', '--json'])).stdout)).toMatchObject({ splits: { train: { hub: { id: 'nyu-mll/glue', revision: 'main' }, rows: 67349 } } });
});

test('preview marks the prompt, the label word and what was cut', async () => {
  const preview = (model: string, ...more: string[]) => runMain(['tasks', 'preview', at('tasks', 'one.yaml'), '--model', model, '--split', 'train', ...more]);
  const roberta = await preview('tiny-roberta', '--virtual-tokens', '4');
  expect(roberta.stdout).toMatch(/row 0: good, 4 tokens\n {2}\[mask\]\[prompt 1\.\.3\]<s> *so good *<\/s> => \[positive\]\n {2}\[mask\]\[prompt 1\.\.3\] \d+ \d+ \d+ \d+ => \[\d+\]\n/);
  expect((await preview('tiny-t5', '--rows', '1')).stdout).toContain('[prompt 0..99]');
  const few = JSON.parse((await preview('tiny-roberta', '--per-class', '1', '--json')).stdout) as { examples: { labelName: string }[]; labelWords: unknown[] };
  expect(few.examples.map(({ labelName }) => labelName).sort()).toEqual(['bad', 'good']);
  expect(few.labelWords).toMatchObject([{ word: 'negative', pieces: [expect.any(Number)] }, { word: 'positive' }]);
});
