import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backbone } from '@skill-neurons/runtime';
import { evaluate } from './evaluate.ts';
import { initialPrompt } from './initialise/initial-prompt.ts';
import { jsonlMetrics } from './metrics/jsonl-metrics.ts';
import { batchesOf } from './prepare.ts';
import { accumulatedGradient, promptGradient } from './prompt-gradient.ts';
import { plantedSplit, tinyBackbone } from './testing/index.ts';
import { defaultLearningRate, defaultTuneSettings, type TuneSettings } from './tune-settings.ts';
import { tunePrompt, type TuneOptions } from './tune.ts';

const base: TuneSettings = {
  ...defaultTuneSettings('masked-lm'),
  virtualTokens: 4, steps: 10, batchSize: 8, learningRate: 0.05, evaluateEvery: 4, evaluationBatchSize: 16,
};
const train = plantedSplit('train', 40);
const validation = plantedSplit('validation', 24);
let backbone: Backbone;
beforeAll(async () => {
  backbone = await tinyBackbone('roberta');
});
afterAll(() => backbone.dispose());

const run = (settings: Partial<TuneSettings> = {}, options: Partial<TuneOptions> = {}) => tunePrompt({ backbone, train, validation, seed: 1, settings: { ...base, ...settings }, ...options });
const temporaryFolder = () => mkdtemp(join(tmpdir(), 'tune-options-'));

describe('an interrupted run goes on to the same bits, curve and metrics', () => {
  const variants: [string, Partial<TuneSettings>][] = [
    ['Adam with weight decay and a cosine', { optimizer: { kind: 'adam', weightDecay: 0.1 }, schedule: { kind: 'cosine', warmupSteps: 3 } }],
    ['Adafactor', { optimizer: { kind: 'adafactor', weightDecay: 1e-5 }, learningRate: 0.3 }],
    ['Adafactor with a first moment', { optimizer: { kind: 'adafactor', beta1: 0.9, scaleParameter: true }, learningRate: 0.3, schedule: { kind: 'linear' } }],
    ['clipping and accumulation', { clipNorm: 0.01, accumulation: 3 }],
    ['dropout', { dropout: 0.1, accumulation: 2 }],
    ['a carve-out, another metric and early stopping', { selection: { carveOut: 0.25, metric: 'loss' }, earlyStopping: { patience: 2 } }],
    ['seeds of their own and drawn words', { initialisationSeed: 5, dataSeed: 6, initialisation: { kind: 'label-words' } }],
  ];
  test.each(variants)('%s', async (_, settings) => {
    const metricsOf = async (folder: string) => readFile(join(folder, 'metrics.jsonl'), 'utf8');
    const whole = await temporaryFolder();
    const expected = await run(settings, { metrics: [jsonlMetrics(join(whole, 'metrics.jsonl'))] });

    const folder = await temporaryFolder();
    // Stopped before the first measurement, and between two.
    for (const lastStep of [2, 6]) {
      const controller = new AbortController();
      const interrupted = run(settings, {
        checkpointPath: join(folder, 'checkpoint.safetensors'), metrics: [jsonlMetrics(join(folder, 'metrics.jsonl'))], signal: controller.signal,
        onProgress: ({ done }) => {
          if (done === lastStep) controller.abort();
        },
      });
      await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    }
    const resumed = await run(settings, { checkpointPath: join(folder, 'checkpoint.safetensors'), metrics: [jsonlMetrics(join(folder, 'metrics.jsonl'))] });
    expect(resumed.prompt).toEqual(expected.prompt);
    expect(resumed.curve).toEqual(expected.curve);
    expect(await metricsOf(folder)).toBe(await metricsOf(whole));
  });
});

test('the gradient of accumulated batches is that of all their rows', async () => {
  const { values } = await initialPrompt(backbone, { virtualTokens: 4, seed: 2, initialisation: { kind: 'random', scale: 0.5 } });
  const gradientOf = (batchSize: number) => {
    const batches = batchesOf(train, { batchSize });
    return accumulatedGradient(batches.length, (i) => promptGradient(backbone, values, 4, batches[i]!, [35, 36]));
  };
  const [whole, parts] = [await gradientOf(40), await gradientOf(8)];
  expect(parts.loss).toBeCloseTo(whole.loss, 5);
  parts.gradient.forEach((value, i) => expect(Math.abs(value - whole.gradient[i]!)).toBeLessThan(1e-5));
});

test('clipping changes the steps, but for a bound above every norm', async () => {
  const plain = await run();
  expect((await run({ clipNorm: 1e6 })).prompt.values).toEqual(plain.prompt.values);
  expect((await run({ clipNorm: 1e-6 })).prompt.values).not.toEqual(plain.prompt.values);
});

test('every metric keeps the step that it prefers, and the prompt says by what it was chosen', async () => {
  const byLoss = await run({ selection: { metric: 'loss' } });
  expect(byLoss.curve.find(({ step }) => step === byLoss.bestStep)!.validationLoss).toBe(Math.min(...byLoss.curve.map(({ validationLoss }) => validationLoss)));
  expect(byLoss.prompt.origin.selection).toEqual({ metric: 'loss', split: 'validation', rows: 24 });
  const byF1 = await run({ selection: { metric: 'macro-f1' } });
  expect(byF1.curve.find(({ step }) => step === byF1.bestStep)!.validationMacroF1).toBe(Math.max(...byF1.curve.map(({ validationMacroF1 }) => validationMacroF1)));
});

test('with a carve-out, neither training nor choice looks at the validation split', async () => {
  const settings = { selection: { carveOut: 0.25 } };
  const without = await run(settings, { validation: undefined });
  expect((await run(settings)).prompt).toEqual(without.prompt);
  expect(without.selection).toEqual({ metric: 'accuracy', split: 'train carve-out', rows: 10 });
  expect(without.validation.n).toBe(10);
  await expect(run({}, { validation: undefined })).rejects.toMatchObject({ code: 'TUNE_SETTINGS' });
});

test('a run without a gain ends early', async () => {
  // No gain can be larger than 1.
  const { steps, curve } = await run({ earlyStopping: { patience: 1, minimumGain: 1 } });
  expect([steps, curve.length]).toEqual([8, 2]);
  expect((await run({ earlyStopping: { patience: 100 } })).steps).toBe(10);
});

test('the seeds of the initial prompt and of the order of the data are independent', async () => {
  const plain = await run();
  expect((await run({ initialisationSeed: 1, dataSeed: 1 }, { seed: 9 })).prompt.values).toEqual(plain.prompt.values);
  const otherOrder = await run({ dataSeed: 2 });
  expect(otherOrder.prompt.values).not.toEqual(plain.prompt.values);
  const otherStart = await run({ initialisationSeed: 2 });
  expect(otherStart.prompt.values).not.toEqual(plain.prompt.values);
  expect(otherStart.prompt.values).not.toEqual(otherOrder.prompt.values);
});

test('a prompt goes on from another one', async () => {
  const first = await run();
  const { prompt } = await run({ initialisation: { kind: 'prompts', prompts: [first.prompt] }, learningRate: 1e-12 });
  prompt.values.forEach((value, i) => expect(value).toBeCloseTo(first.prompt.values[i]!, 6));
  const again = await evaluate({ backbone, prompt, batches: batchesOf(validation, { batchSize: 24 }), columns: [35, 36] });
  expect(again.correct).toBe(first.validation.correct);
});

test('dropout changes the steps and nothing of the measurements', async () => {
  const plain = await run();
  const { prompt, validation: kept } = await run({ dropout: 0.1 });
  expect(prompt.values).not.toEqual(plain.prompt.values);
  const again = await evaluate({ backbone, prompt, batches: batchesOf(validation, { batchSize: 24 }), columns: [35, 36] });
  expect(again.correct).toBe(kept.correct);
  expect((await run({ dropout: 0 })).prompt.values).toEqual(plain.prompt.values);
});

test('settings that cannot be are refused', async () => {
  for (const wrong of [{ accumulation: 0 }, { clipNorm: 0 }, { clipNorm: NaN }, { dropout: 1 }, { dropout: -0.1 }, { earlyStopping: { patience: 0 } }, { selection: { carveOut: 1 } }, { selection: { carveOut: 0 } }]) {
    await expect(run(wrong)).rejects.toMatchObject({ code: 'TUNE_SETTINGS' });
  }
});

test('the default rate is that of the optimizer', () => {
  expect(defaultLearningRate('masked-lm')).toBe(1e-3);
  expect(defaultLearningRate('encoder-decoder', 'adam')).toBe(5e-3);
  expect(defaultLearningRate('encoder-decoder', 'adafactor')).toBe(0.3);
});
