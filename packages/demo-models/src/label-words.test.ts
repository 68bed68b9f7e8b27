import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTask, loadTokenizer } from '@skill-neurons/data';
import { demoTasks, demoTasksFolder } from '@skill-neurons/datasets';
import { demoModels } from './demo-models.ts';

test.each(demoModels.map((model) => [model.name, model] as const))('%s: every label word of the demo is one token', async (_name, model) => {
  const tokenizer = await loadTokenizer(model.folder);
  const family = model.architecture === 't5' ? 'encoder-decoder' : 'masked-lm';
  for (const { name } of demoTasks) {
    const task = await loadTask(join(demoTasksFolder, `${name}.yaml`));
    for (const word of task.verbalizers[family]!) expect([word, tokenizer.encode(String(word)).length]).toEqual([word, 1]);
  }
});

test.each(demoModels.map((model) => [model.name, model] as const))('%s: the held-out loss fell and stayed near the training loss', async (_name, model) => {
  const lines = (await readFile(join(model.folder, 'training-log.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { loss: number; heldOutLoss: number });
  const [first, last] = [lines[0]!, lines.at(-1)!];
  expect(last.heldOutLoss).toBeLessThan(first.heldOutLoss / 2);
  expect(last.heldOutLoss).toBeLessThan(last.loss * 1.3);
});
