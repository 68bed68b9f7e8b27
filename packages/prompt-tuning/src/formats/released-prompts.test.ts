import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeReleased, sharedPrompts } from '../shared-prompts.test.helper.ts';
import { importPrompt } from './import-prompt.ts';
import { parseReleasedName } from './released-names.ts';

test.each([
  ['seed_33/SST2PromptT5/task_prompt', { task: 'sst2', architecture: 't5', model: 't5-base', seed: 33 }],
  ['seed_33/QQPPromptRoberta/65_task_prompt.pkl', { task: 'qqp', architecture: 'roberta', model: 'roberta-base', seed: 33, notes: [] }],
  ['seed_su/IMDBPromptRobertaLarge/task_prompt', { task: 'imdb', architecture: 'roberta', model: 'roberta-large', notes: [] }],
  ['seed_su/SST2PromptT5Small/task_prompt', { task: 'sst2', architecture: 't5', model: 't5-small' }],
  ['seed_36/MNLIPromptRoberta/task_prompt', { task: 'mnli-binary', seed: 36, notes: [expect.stringMatching(/without the neutral/), expect.stringMatching(/"neutral"/)] as string[] }],
  ['seed_su/MNLIPromptRoberta/task_prompt', { task: 'mnli', notes: [] }],
  ['seed_34/ethicsjusticePromptRoberta/task_prompt', { task: 'ethicsjustice-released', notes: [expect.stringMatching(/897/)] as string[] }],
  ['seed_34/ethicsjusticePromptT5/task_prompt', { task: 'ethicsjustice' }],
  ['seed_35/SST2PromptRoberta/task_prompt', { notes: [expect.stringMatching(/872 rows of the SST-2 validation set/)] as string[] }],
  ['seed_su/SST2PromptRoberta/task_prompt', { notes: [] }],
])('%s tells what it is', (path, facts) => {
  expect(parseReleasedName(join('some', 'where', path))).toMatchObject(facts);
});

test.each(['prompt.pt', 'seed_33/SST2/task_prompt', 'seed_33/SST2PromptT5/other', 'SST2PromptGPT/task_prompt'])('%s is no name of a released prompt', (path) => {
  expect(parseReleasedName(path)).toBeNull();
});

describeReleased('the released prompts', () => {
  const folders = readdirSync(sharedPrompts).flatMap((seed) => readdirSync(join(sharedPrompts, seed)).map((name) => join(sharedPrompts, seed, name)));

  test('each is read bit by bit, with its architecture, task and seed', async () => {
    expect(folders.length).toBeGreaterThanOrEqual(37);
    for (const folder of folders) {
      const prompt = await importPrompt(folder);
      const small = folder.endsWith('T5Small');
      expect([prompt.virtualTokens, prompt.hiddenSize]).toEqual([100, small ? 512 : 768]);
      // The values lie in the file as they are.
      expect(readFileSync(join(folder, 'task_prompt')).includes(Buffer.from(prompt.values.buffer))).toBe(true);
      expect(prompt.origin).toMatchObject({ kind: 'imported', architecture: /PromptT5/.test(folder) ? 't5' : 'roberta', layout: 'paper' });
      expect(prompt.origin.seed).toBe(folder.includes('seed_33') ? 33 : undefined);
      expect(prompt.origin.source).toMatchObject({ format: 'torch', tensor: 'tensor', dtype: 'F32', file: expect.stringMatching(/^seed_\w+\/\w+\/task_prompt$/) as string });
    }
  });
});
