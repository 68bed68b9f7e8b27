import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone } from '@skill-neurons/runtime';
import { plantedSplit, tinyBackbone } from './testing/index.ts';
import { evaluate } from './evaluate.ts';
import { initialPrompt } from './initialise/initial-prompt.ts';
import { batchesOf } from './prepare.ts';
import { promptGradient } from './prompt-gradient.ts';
import { defaultTuneSettings, type TuneSettings } from './tune-settings.ts';
import { tunePrompt } from './tune.ts';

const settings: TuneSettings = {
  ...defaultTuneSettings('masked-lm'),
  virtualTokens: 4, steps: 12, batchSize: 8, learningRate: 0.05, evaluateEvery: 4, evaluationBatchSize: 16,
};
const train = plantedSplit('train', 40);
const validation = plantedSplit('validation', 24);
const checkpointFolder = () => mkdtemp(join(tmpdir(), 'tune-'));

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
  });
  afterAll(() => backbone.dispose());
  const run = (options: Partial<Parameters<typeof tunePrompt>[0]> = {}) => tunePrompt({ backbone, train, validation, seed: 1, settings, ...options });

  test('the gradient equals finite differences', async () => {
    const { values } = await initialPrompt(backbone, { virtualTokens: 4, seed: 2, initialisation: { kind: 'random', scale: 0.5 } });
    const [batch] = batchesOf(train, { batchSize: 8 });
    const { gradient } = await promptGradient(backbone, values, 4, batch!, [35, 36]);
    for (const i of [17, 30, 47]) {
      const at = async (delta: number) => {
        const moved = values.slice();
        moved[i]! += delta;
        return (await promptGradient(backbone, moved, 4, batch!, [35, 36])).loss;
      };
      const difference = ((await at(0.01)) - (await at(-0.01))) / 0.02;
      expect(Math.abs(gradient[i]! - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)));
    }
  });

  test('tuning lowers the loss and leaves every tensor of the backbone as it was, bit for bit', async () => {
    const weightsNow = () => Object.entries(backbone.weights).map(([name, tensor]) => [name, tensor.dataSync().slice()] as const);
    const weightsBefore = weightsNow();
    const [batch] = batchesOf(validation, { batchSize: 24 });
    const logitsOf = () => evaluate({ backbone, prompt: null, batches: [batch!], columns: [35, 36] });
    const before = await logitsOf();
    // Random weights can learn little, but always to prefer one word.
    const oneClass = { ...train, examples: train.examples.map((example) => ({ ...example, label: 1 })) };
    const { curve, prompt, bestStep } = await run({ train: oneClass });
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss);
    expect(weightsBefore.length).toBeGreaterThan(20);
    expect(weightsNow()).toEqual(weightsBefore);
    expect((await logitsOf()).loss).toBe(before.loss);
    expect(prompt.origin).toMatchObject({ kind: 'tuned', task: 'planted', seed: 1, step: bestStep, backbone: backbone.fingerprint });
  });

  test('the kept prompt reproduces the recorded validation accuracy', async () => {
    const { prompt, validation: kept } = await run();
    const again = await evaluate({ backbone, prompt, batches: batchesOf(validation, { batchSize: 5 }), columns: [35, 36] });
    expect(again.correct).toBe(kept.correct);
  });

  test('a run that was interrupted goes on to the same bits', async () => {
    const whole = await run();
    const checkpointPath = join(await checkpointFolder(), 'checkpoint.safetensors');
    const controller = new AbortController();
    const interrupted = run({
      checkpointPath,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 6) controller.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const steps: number[] = [];
    const resumed = await run({ checkpointPath, onProgress: ({ done }) => steps.push(done) });
    expect(steps[0]).toBe(7);
    expect(resumed.prompt.values).toEqual(whole.prompt.values);
    expect(resumed.curve).toEqual(whole.curve);
  });

  test('a checkpoint of other settings is refused', async () => {
    const checkpointPath = join(await checkpointFolder(), 'checkpoint.safetensors');
    await run({ checkpointPath });
    await expect(run({ checkpointPath, seed: 2 })).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH', where: checkpointPath });
  });

  test('settings that cannot be are refused', async () => {
    for (const wrong of [{ steps: 0 }, { batchSize: 1.5 }, { learningRate: -1 }, { evaluateEvery: NaN }]) {
      await expect(run({ settings: { ...settings, ...wrong } })).rejects.toMatchObject({ code: 'TUNE_SETTINGS' });
    }
  });

  test('a rate that is far too large ends in a clear error', async () => {
    const tooLarge = { ...settings, learningRate: 1e38 };
    await expect(run({ settings: tooLarge })).rejects.toMatchObject({ code: 'TUNE_DIVERGED' });
  });

  test('no tensors are left behind', async () => {
    await run();
    const { numTensors } = tf.memory();
    await run();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
