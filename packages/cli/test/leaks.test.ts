import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
  // A row of the training split, spelt otherwise, in the test split.
  const [row] = (await readFile(at('one', 'train.jsonl'), 'utf8')).split('\n');
  await writeFile(at('one', 'test.jsonl'), `${row!.replace(/w(\d)/, 'W$1')}\n${await readFile(at('one', 'test.jsonl'), 'utf8')}`);
  // The same task with the mask in the text, and label words of several pieces.
  const whole = (await readFile(at('one.yaml'), 'utf8')).replace('name: one', 'name: whole').replace('{bos}{text}{eos}', '{bos}{text} w5 {mask}{eos}');
  await writeFile(at('whole.yaml'), whole.replaceAll('["no", "yes"], ', '["no w6", "yes w7 w8"], ').replace('["no", "yes"] }', '["no w6", "yes w7 w8"] }\nlabel_word_pieces: whole'));
});

const small = ['--virtual-tokens', '4', '--steps', '2', '--batch-size', '4', '--json'];

test('every result says which of its rows also stand in what was tuned on', async () => {
  const tuned = await runMain(['tune', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--out', at('prompt'), ...small]);
  expect(JSON.parse(tuned.stdout)).toMatchObject({ leaks: { against: ['one/train'], unread: [], shared: [] } });
  const model = ['--model', at('mini-roberta'), '--prompt', at('prompt'), '--json', '--include-path', folder];

  const evaluated = await runMain(['evaluate', ...model, '--task', at('one.yaml'), '--split', 'validation', 'test']);
  expect(evaluated.stderr).toContain('leaks: 1 of 13 rows of one/test also stand in one/train (0 the very same text)\n');
  const found = { source: { task: 'one', split: 'train' }, target: { task: 'one', split: 'test' }, n: 13, exact: 0, normalised: 1 };
  expect(JSON.parse(evaluated.stdout)).toMatchObject([{ leaks: { against: ['one/train'], shared: [] } }, { leaks: { against: ['one/train'], shared: [found] } }]);

  const ranked = await runMain(['neurons', 'rank', ...model, '--task', 'one', '--split', 'test', '--out', at('ranking')]);
  expect(JSON.parse(ranked.stdout)).toMatchObject([{ leaks: { shared: [found] } }]);
  expect(ranked.stderr).toContain('leaks: 1 of 13 rows');

  const transferred = await runMain(['transfer', '--model', at('mini-roberta'), '--prompts', at('prompt'), '--tasks', 'one', 'two', '--include-path', folder, '--no-adversarial', '--json']);
  expect((JSON.parse(transferred.stdout) as { leaks: object }).leaks).toMatchObject([{ target: 'one', shared: [found] }, { target: 'two', against: ['one/train'], shared: [] }]);

  const [without] = JSON.parse((await runMain(['evaluate', ...model, '--task', 'two', '--no-leaks'])).stdout) as [{ leaks: null }];
  expect(without.leaks).toBeNull();
  // What the prompt was tuned on cannot be found: said, and no reason to stop.
  const unknown = await runMain(['evaluate', '--model', at('mini-roberta'), '--prompt', at('prompt'), '--task', at('two.yaml'), '--json']);
  expect(unknown.code).toBe(0);
  expect(JSON.parse(unknown.stdout)).toMatchObject([{ leaks: { against: [], unread: [{ split: 'one/train', code: 'TASK_NOT_FOUND' }], shared: [] } }]);

  // A split that the evaluation itself cannot read is its error alone, whatever else could not be read.
  await cp(at('two'), at('odd'), { recursive: true });
  await writeFile(at('odd', 'test.jsonl'), '{"text":"w6","label":"perhaps"}\n');
  await writeFile(at('odd.yaml'), (await readFile(at('two.yaml'), 'utf8')).replaceAll('two', 'odd'));
  const odd = await runMain(['evaluate', '--model', at('mini-roberta'), '--prompt', at('prompt'), '--task', at('odd.yaml')]);
  expect([odd.code, odd.stderr.trim().split('\n')]).toEqual([2, [expect.stringContaining('error DATA_UNKNOWN_LABEL: ')]]);
});

test.each(['roberta', 't5'])('%s: label words of several pieces are tuned, evaluated and ranked; layouts are not mixed', async (architecture) => {
  const model = ['--model', at(`mini-${architecture}`), '--json'];
  const tuned = await runMain(['tune', ...model, '--task', at('whole.yaml'), '--out', at(`whole-${architecture}`), ...small]);
  expect([tuned.code, tuned.stderr.includes('error')]).toEqual([0, false]);
  const prompt = ['--prompt', at(`whole-${architecture}`)];
  const evaluated = await runMain(['evaluate', ...model, ...prompt, '--task', at('whole.yaml')]);
  expect(JSON.parse(evaluated.stdout)).toMatchObject([{ task: 'whole', n: 13 }]);
  const ranked = await runMain(['neurons', 'rank', ...model, ...prompt, '--task', at('whole.yaml'), '--out', at('ranking-whole'), '--stack', architecture === 't5' ? 'decoder' : 'encoder']);
  expect(JSON.parse(ranked.stdout)).toMatchObject([{ n: 12, settings: { fromPosition: 0 } }]);
  if (architecture === 't5') return;
  const mixed = await runMain(['evaluate', ...model, ...prompt, '--task', at('one.yaml')]);
  expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining('error PROMPT_LAYOUT: ')]);
  const preview = await runMain(['tasks', 'preview', at('whole.yaml'), '--model', at('mini-roberta'), '--rows', '1', '--virtual-tokens', '4']);
  expect(preview.stdout).toContain('"yes w7 w8" = 36 7 8, all its pieces');
  expect(preview.stdout).toContain('[prompt 0..3] 0 ');
});
