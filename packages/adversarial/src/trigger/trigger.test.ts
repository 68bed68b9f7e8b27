import * as tf from '@tensorflow/tfjs-core';
import { loadExamples, loadTask, loadTokenizer, type Example, type Task, type Tokenizer } from '@skill-neurons/data';
import { demoModels } from '@skill-neurons/demo-models';
import { loadBackbone, useBackend, type Backbone } from '@skill-neurons/runtime';
import { summariseAttack } from '../attack/summarise-attack.ts';
import { demoTask } from '../shared.test.helper.ts';
import { createPromptVictim, type Victim } from '../victim/prompt-victim.ts';
import { createWordGradients } from '../victim/word-gradients.ts';
import { evaluateTrigger } from './evaluate-trigger.ts';
import { findTrigger } from './find-trigger.ts';
import { triggerField, withTrigger } from './with-trigger.ts';

let model: { backbone: Backbone; tokenizer: Tokenizer };
let task: Task;
let victim: Victim;
let examples: Example[];
let gradients: ReturnType<typeof createWordGradients>;
beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  const { folder } = demoModels.find(({ architecture }) => architecture === 'roberta')!;
  model = { backbone: await loadBackbone(folder), tokenizer: await loadTokenizer(folder) };
  task = await loadTask(demoTask('films'));
  examples = await loadExamples(task, 'test', { limit: 24 });
  // The bundled model answers this task without a prompt, see the README of demo-models.
  const options = { ...model, task, prompt: null, batchSize: 16 };
  victim = createPromptVictim(options);
  gradients = createWordGradients(options);
});
afterAll(() => {
  victim.dispose();
  gradients.dispose();
  model.backbone.dispose();
});

test('a trigger made on some rows turns more of others than random words do, and is the same for a seed', async () => {
  const field = triggerField(examples[0], undefined);
  const goal = { kind: 'untargeted' } as const;
  const options = { ...model, victim, differentiate: gradients.differentiate, examples: examples.slice(0, 12), field, goal, length: 2, candidates: 8, passes: 3, seed: 1 };
  const before = tf.memory().numTensors;
  const found = await findTrigger(options);
  expect(tf.memory().numTensors).toBe(before);
  expect(found.after).toBeGreaterThan(found.before);
  expect(found.words).toHaveLength(2);
  expect(found.passes.at(-1)).toEqual({ words: found.words, objective: found.after });
  expect(await findTrigger(options)).toEqual(found);

  const held = await evaluateTrigger({ ...model, victim, words: found.words, field, examples: examples.slice(12), goal, seed: 1, controls: 4 });
  expect(tf.memory().numTensors).toBe(before);
  const randomMean = held.controls.reduce((sum, { accuracy }) => sum + accuracy, 0) / 4;
  expect(held.accuracyWithTrigger.accuracy).toBeLessThan(randomMean);
  // Its records add up to the same numbers as an attack's.
  const summary = summariseAttack(held.records);
  expect(summary.originalAccuracy).toEqual(held.accuracy);
  expect(summary.successRate).toEqual(held.successRate);
  for (const { status, perturbed, original } of held.records) {
    expect(perturbed.fields).toEqual(status === 'skipped' ? original.fields : withTrigger(original.fields, field, found.words));
  }
});

test('a target pulls the answers to one class, and excluded words stay out', async () => {
  const options = { ...model, victim, differentiate: gradients.differentiate, examples, field: 'sentence', goal: { kind: 'targeted', target: 0 } as const, length: 1, candidates: 5, passes: 2, seed: 1 };
  const free = await findTrigger(options);
  expect(free.after).toBeGreaterThan(free.before);
  const bound = await findTrigger({ ...options, exclude: free.words });
  expect(bound.words).not.toEqual(free.words);
});

test('a trigger stands right before the first word, with one space behind it', () => {
  expect(withTrigger({ question: ' why ?', sentence: '  It rained .' }, 'sentence', ['blue', 'tin'])).toEqual({ question: ' why ?', sentence: '  blue tin It rained .' });
  expect(withTrigger({ sentence: 'It rained .' }, 'sentence', ['blue'])).toEqual({ sentence: 'blue It rained .' });
});

test('a search that is stopped leaves no tensor behind', async () => {
  const controller = new AbortController();
  const options = { ...model, victim, differentiate: gradients.differentiate, examples: examples.slice(0, 4), field: 'sentence', goal: { kind: 'untargeted' } as const, length: 1, candidates: 2, seed: 1 };
  const before = tf.memory().numTensors;
  await expect(findTrigger({ ...options, signal: controller.signal, onProgress: () => controller.abort() })).rejects.toThrow('abort');
  expect(tf.memory().numTensors).toBe(before);
  const stop = () => {
    throw new Error('stopped');
  };
  await expect(evaluateTrigger({ ...options, words: ['the'], controls: 2, onProgress: stop })).rejects.toThrow('stopped');
  expect(tf.memory().numTensors).toBe(before);
});

test('mistakes are told', async () => {
  expect(() => triggerField(examples[0], 'premise')).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
  expect(() => triggerField(undefined, undefined)).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
  const options = { ...model, victim, differentiate: gradients.differentiate, examples, field: 'sentence', goal: { kind: 'untargeted' } as const, seed: 1 };
  await expect(findTrigger({ ...options, length: 0 })).rejects.toMatchObject({ code: 'ATTACK_OPTIONS' });
  await expect(findTrigger({ ...options, examples: [] })).rejects.toMatchObject({ code: 'ATTACK_OPTIONS' });
});
