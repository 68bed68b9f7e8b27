import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { carveOut } from '../carve-out.ts';
import { initialPrompt } from '../initialise/initial-prompt.ts';
import { batchesOf } from '../prepare.ts';
import { promptGradient } from '../prompt-gradient.ts';
import { plantedSplit, tinyBackbone } from '../testing/index.ts';
import { defaultTuneSettings, type TuneSettings } from '../tune-settings.ts';
import { tunePrompt } from '../tune.ts';
import { augmentSplit } from './augment.ts';
import { defaultFreeLb, drawPerturbation, freeLbGradient, wordEmbeddingNorm } from './free-lb.ts';

interface Oracle {
  virtualTokens: number;
  columns: number[];
  batch: { size: number; length: number; ids: number[]; mask: number[]; labels: number[] };
  cases: {
    architecture: 'roberta' | 't5';
    settings: { steps: number; radius: number; stepSize: number };
    prompt: number[];
    start: number[];
    loss: number;
    gradient: number[];
    perturbation: number[];
  }[];
}
const oracle = JSON.parse(readFileSync(new URL('../../test/fixtures/free-lb/free_lb.json', import.meta.url), 'utf8')) as Oracle;
const oracleBatch: TokenBatch = {
  ...oracle.batch,
  ids: Int32Array.from(oracle.batch.ids),
  mask: Float32Array.from(oracle.batch.mask),
  labels: Int32Array.from(oracle.batch.labels),
  indices: Int32Array.of(0, 1, 2),
};
const train = plantedSplit('train', 40);
const validation = plantedSplit('validation', 24);
const adversarial = { ...plantedSplit('adversarial', 10), split: 'succeeded' };
const settings: TuneSettings = {
  ...defaultTuneSettings('masked-lm'),
  virtualTokens: 4,
  steps: 8,
  batchSize: 8,
  learningRate: 0.05,
  evaluateEvery: 4,
  evaluationBatchSize: 16,
};

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
  });
  afterAll(() => backbone.dispose());
  const run = (options: Partial<Parameters<typeof tunePrompt>[0]> = {}) =>
    tunePrompt({ backbone, train, validation, seed: 1, settings: { ...settings, freeLb: defaultFreeLb }, ...options });

  test.each(oracle.cases.filter((one) => one.architecture === architecture))(
    'loss, gradient and perturbation as from PyTorch: $settings',
    async ({ settings: absolute, prompt, start, loss, gradient, perturbation }) => {
      const moved = Float32Array.from(start);
      const found = await freeLbGradient({
        backbone,
        prompt: Float32Array.from(prompt),
        virtualTokens: oracle.virtualTokens,
        batch: oracleBatch,
        columns: oracle.columns,
        settings: absolute,
        perturbation: moved,
      });
      expect(found.loss).toBeCloseTo(loss, 5);
      const close = (actual: Float32Array, expected: readonly number[]) => {
        const scale = Math.max(...expected.map(Math.abs));
        actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-4 * scale));
      };
      close(found.gradient, gradient);
      close(moved, perturbation);
    },
  );

  test('the first perturbation is within its bounds, and one pass without room for it is the plain gradient', async () => {
    const [batch] = batchesOf(train, { batchSize: 8 });
    const drawn = drawPerturbation(batch!, backbone.hiddenSize, 0.3, 'seed');
    const perText = batch!.length * backbone.hiddenSize;
    for (let row = 0; row < batch!.size; row++) {
      const own = drawn.subarray(row * perText, (row + 1) * perText);
      const norm = Math.hypot(...own);
      expect(norm).toBeGreaterThan(0.1);
      expect(norm).toBeLessThanOrEqual(0.3);
      batch!.mask.subarray(row * batch!.length, (row + 1) * batch!.length).forEach((one, i) => {
        if (one === 0) expect(own.subarray(i * backbone.hiddenSize, (i + 1) * backbone.hiddenSize).every((value) => value === 0)).toBe(true);
      });
    }
    const { values } = await initialPrompt(backbone, { virtualTokens: 4, seed: 2 });
    const plain = await promptGradient(backbone, values, 4, batch!, [35, 36]);
    const still = await freeLbGradient({
      backbone,
      prompt: values,
      virtualTokens: 4,
      batch: batch!,
      columns: [35, 36],
      settings: { steps: 1, radius: 1, stepSize: 1 },
      perturbation: drawn.fill(0),
    });
    expect(still.loss).toBeCloseTo(plain.loss, 6);
    still.gradient.forEach((value, i) => expect(value).toBeCloseTo(plain.gradient[i]!, 5));
  });

  test('tuning with perturbations and added rows is another run, and goes on to the same bits', async () => {
    const options = { augmentation: adversarial };
    const whole = await run(options);
    expect((await run()).prompt.values).not.toEqual(whole.prompt.values);
    expect((await run({ ...options, settings })).prompt.values).not.toEqual(whole.prompt.values);
    const checkpointPath = join(await mkdtemp(join(tmpdir(), 'defence-')), 'checkpoint.safetensors');
    const controller = new AbortController();
    await expect(
      run({ ...options, checkpointPath, signal: controller.signal, onProgress: ({ done }) => done === 5 && controller.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    await expect(run({ checkpointPath })).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
    const { numTensors } = tf.memory();
    expect((await run({ ...options, checkpointPath })).prompt.values).toEqual(whole.prompt.values);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

test('rows made from held-out ones stay out, those of other label words are refused', () => {
  const { held } = carveOut(train, 0.25);
  const ids = new Set(held.examples.map(({ id }) => id));
  const out = adversarial.examples.filter(({ id }) => ids.has(id)).length;
  expect(out).toBeGreaterThan(0);
  expect(augmentSplit(train, adversarial, ids).examples).toHaveLength(40 + 10 - out);
  expect(augmentSplit(train, adversarial).examples).toHaveLength(50);
  expect(() => augmentSplit(train, adversarial, new Set(adversarial.examples.map(({ id }) => id)))).toThrow(
    expect.objectContaining({ code: 'TUNE_AUGMENTATION' }),
  );
  const other = { ...adversarial, labelWords: { ...adversarial.labelWords, ids: [36, 35] } };
  expect(() => augmentSplit(train, other)).toThrow(expect.objectContaining({ code: 'TUNE_AUGMENTATION' }));
});

test('settings that cannot be are refused; the unit is the mean norm of word embeddings', async () => {
  const backbone = await tinyBackbone('roberta');
  for (const wrong of [{ steps: 0 }, { radius: 0 }, { stepSize: Infinity }]) {
    await expect(
      tunePrompt({ backbone, train, validation, seed: 1, settings: { ...settings, freeLb: { ...defaultFreeLb, ...wrong } } }),
    ).rejects.toMatchObject({ code: 'TUNE_SETTINGS' });
  }
  const rows = tf.tidy(() => backbone.embed(Array.from({ length: 40 }, (_, i) => i)).arraySync());
  expect(wordEmbeddingNorm(backbone)).toBeCloseTo(rows.reduce((sum, row) => sum + Math.hypot(...row), 0) / 40, 5);
  backbone.dispose();
});
