import * as tf from '@tensorflow/tfjs-core';
import { loadExamples, loadTask, loadTokenizer, resolveLabelWords, type Task, type Tokenizer } from '@skill-neurons/data';
import { demoModels } from '@skill-neurons/demo-models';
import { initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { loadBackbone, useBackend, type Backbone } from '@skill-neurons/runtime';
import { demoTask } from '../shared.test.helper.ts';
import { originalDraft, segmentText, withWord } from '../text/segmented-text.ts';
import { createTextReader } from './batch-runner.ts';
import { createWordGradients, type GradientQuestion } from './word-gradients.ts';

const models: { architecture: string; backbone: Backbone; tokenizer: Tokenizer; prompt: SoftPrompt }[] = [];
let task: Task;
beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  task = await loadTask(demoTask('films'));
  for (const { architecture, folder } of demoModels) {
    const backbone = await loadBackbone(folder);
    models.push({ architecture, backbone, tokenizer: await loadTokenizer(folder), prompt: await initialPrompt(backbone, { virtualTokens: 3, seed: 1 }) });
  }
});
afterAll(() => models.forEach(({ backbone }) => backbone.dispose()));

const question = (fields: Record<string, string>, overrides: Partial<GradientQuestion> = {}): GradientQuestion => {
  const text = segmentText(fields);
  return { text, draft: originalDraft(text), label: 1, goal: { kind: 'untargeted' }, ...overrides };
};

test.each([0, 1])('model %i: words find their tokens, and the gradient is the slope of the loss', async (index) => {
  const { backbone, tokenizer, prompt } = models[index]!;
  const rows = await loadExamples(task, 'test', { limit: 2 });
  const { differentiate, dispose } = createWordGradients({ backbone, tokenizer, task, prompt, batchSize: 2 });
  const questions = [question(rows[0]!.fields), question(rows[1]!.fields, { goal: { kind: 'targeted', target: 0 } })];
  const before = tf.memory().numTensors;
  const answers = await differentiate(questions);
  expect(tf.memory().numTensors).toBe(before);

  const reader = createTextReader({ backbone, tokenizer, task, virtualTokens: prompt.virtualTokens, batchSize: 1 });
  const columns = resolveLabelWords(task, backbone.family, tokenizer).ids;
  for (const [row, { text, goal, label }] of questions.entries()) {
    text.words.forEach((word, position) => expect(tokenizer.decode(answers[row]![position]!.tokenIds).trim()).toBe(word));
    // Move the first word a little along its own gradient and see the log-probability follow.
    const { ids } = reader.encode(rows[row]!.fields);
    const { tokenIds, gradient } = answers[row]![0]!;
    const from = ids.findIndex((_, i) => tokenIds.every((id, k) => ids[i + k] === id));
    const at = (step: number) => tf.tidy(() => {
      const shift = tf.buffer([1, ids.length, backbone.hiddenSize]);
      tokenIds.forEach((_, k) => gradient.forEach((value, j) => shift.set(step * value, 0, from + k, j)));
      const batch = { prompt: tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]), ids: tf.tensor2d([...ids], [1, ids.length], 'int32'), mask: tf.ones([1, ids.length]) as tf.Tensor2D, embeddingShift: shift.toTensor() as tf.Tensor3D };
      const logs = tf.logSoftmax(backbone.score(batch, columns)).dataSync();
      return goal.kind === 'targeted' ? logs[goal.target]! : -logs[label]!;
    });
    const norm = gradient.reduce((sum, value) => sum + value * value, 0);
    const step = 0.01 / Math.sqrt(norm);
    // The mean over the word's tokens, moved along in each of them.
    expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(norm * tokenIds.length, 2 - Math.ceil(Math.log10(norm * tokenIds.length)));
  }
  dispose();
});

test('words that may not change, are gone, or are cut off have none', async () => {
  const { backbone, tokenizer, prompt } = models.find(({ architecture }) => architecture === 'roberta')!;
  const { differentiate, dispose } = createWordGradients({ backbone, tokenizer, task, prompt, batchSize: 2 });
  const long = Array.from({ length: backbone.maxTextLength(3) + 5 }, () => 'film').join(' ');
  const text = segmentText({ sentence: 'a good film' }, []);
  const gone = question({ sentence: 'a good film' });
  const [cut, fixed, removed] = await differentiate([question({ sentence: long }), { ...gone, text }, { ...gone, draft: withWord(gone.draft, 1, '') }]);
  expect(cut!.at(0)).not.toBeNull();
  expect(cut!.at(-1)).toBeNull();
  expect(fixed).toEqual([null, null, null]);
  expect(removed!.map((gradient) => gradient === null)).toEqual([false, true, false]);
  dispose();
});
