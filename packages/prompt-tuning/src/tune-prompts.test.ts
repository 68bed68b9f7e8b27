import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backbone } from '@skill-neurons/runtime';
import { jsonlMetrics } from './metrics/jsonl-metrics.ts';
import { batchesOf } from './prepare.ts';
import { promptGradient } from './prompt-gradient.ts';
import { promptGradients } from './prompt-gradients.ts';
import { plantedSplit, tinyBackbone } from './testing/index.ts';
import { defaultTuneSettings, type TuneSettings } from './tune-settings.ts';
import { tunePrompts, type TunePromptsOptions } from './tune-prompts.ts';
import { tunePrompt } from './tune.ts';

const settings: TuneSettings = {
  ...defaultTuneSettings('masked-lm'),
  virtualTokens: 4, steps: 12, batchSize: 8, learningRate: 0.05, evaluateEvery: 4, evaluationBatchSize: 16, initialisation: { kind: 'random', scale: 0.5 },
};
const train = plantedSplit('train', 40);
const validation = plantedSplit('validation', 24);
const columns = train.labelWords.ids;

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
  });
  afterAll(() => backbone.dispose());
  const run = (more: Partial<TuneSettings> = {}, options: Partial<TunePromptsOptions> = {}) =>
    tunePrompts({ backbone, train, validation, runs: [{ seed: 1 }, { seed: 2 }, { seed: 3 }], settings: { ...settings, ...more }, ...options });

  test('every prompt gets the gradient of its own rows, whatever the others are and however long their texts', async () => {
    const batches = batchesOf(train, { batchSize: 8 });
    expect(new Set(batches.map(({ length }) => length)).size).toBeGreaterThan(1);
    const prompts = [1, 2, 3, 4, 5].map((seed) => Float32Array.from({ length: 4 * backbone.hiddenSize }, (_, i) => Math.sin(seed * (i + 1))));
    const shared = { backbone, virtualTokens: 4, columns, padId: train.padId };
    const together = await promptGradients(prompts, batches, shared);
    for (const [i, { loss, gradient }] of together.entries()) {
      const alone = await promptGradient(backbone, prompts[i]!, 4, batches[i]!, columns);
      expect(loss).toBeCloseTo(alone.loss, 5);
      const largest = Math.max(...alone.gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(0);
      gradient.forEach((value, j) => expect(Math.abs(value - alone.gradient[j]!)).toBeLessThan(1e-4 * largest));
    }
  });

  test('side by side the prompts are those of tuning one after the other, but for rounding; one prompt is the same bit for bit', async () => {
    const together = await run();
    for (const [i, seed] of [1, 2, 3].entries()) {
      const alone = await tunePrompt({ backbone, train, validation, seed, settings });
      expect(together[i]).toMatchObject({ bestStep: alone.bestStep, steps: 12, validation: alone.validation, selection: alone.selection });
      expect(together[i]!.prompt.origin).toEqual(alone.prompt.origin);
      together[i]!.prompt.values.forEach((value, j) => expect(Math.abs(value - alone.prompt.values[j]!)).toBeLessThan(1e-4));
    }
    const [single] = await run({}, { runs: [{ seed: 2 }] });
    expect(single!.prompt).toEqual((await tunePrompt({ backbone, train, validation, seed: 2, settings })).prompt);
  });

  test('a run that was interrupted goes on to the same bits, curves and metrics, also where one prompt has stopped before', async () => {
    // The prompts of the random RoBERTa learn at one pace; those of the T5 stop after 16, 14 and 10 steps.
    const stopping: Partial<TuneSettings> = { steps: 16, accumulation: 2, evaluateEvery: 2, earlyStopping: { patience: architecture === 't5' ? 1 : 8, minimumGain: 0.01 }, selection: { metric: 'loss' } };
    const folders = [await mkdtemp(join(tmpdir(), 'together-')), await mkdtemp(join(tmpdir(), 'together-'))];
    const inFolder = (folder: string, options: Partial<TunePromptsOptions> = {}) =>
      run(stopping, { checkpointPath: join(folder, 'checkpoint.safetensors'), runs: [1, 2, 3].map((seed) => ({ seed, metrics: [jsonlMetrics(join(folder, `${seed}.jsonl`))] })), ...options });
    const whole = await inFolder(folders[0]!);
    for (const lastStep of [3, 15]) {
      const controller = new AbortController();
      const interrupted = inFolder(folders[1]!, {
        signal: controller.signal,
        onProgress: ({ done }) => {
          if (done === lastStep) controller.abort();
        },
      });
      await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    }
    const resumed = await inFolder(folders[1]!);
    expect(resumed.map(({ prompt, curve, steps }) => ({ prompt, curve, steps }))).toEqual(whole.map(({ prompt, curve, steps }) => ({ prompt, curve, steps })));
    for (const seed of [1, 2, 3]) expect(await readFile(join(folders[1]!, `${seed}.jsonl`), 'utf8')).toBe(await readFile(join(folders[0]!, `${seed}.jsonl`), 'utf8'));
    if (architecture === 't5') expect(new Set(whole.map(({ steps }) => steps)).size).toBeGreaterThan(1);
    await expect(inFolder(folders[1]!, { runs: [{ seed: 1 }, { seed: 2 }] })).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
  });

  test.each<[string, Partial<TuneSettings>, number[]]>([
    ['dropout', { dropout: 0.1 }, [1, 2]],
    ['a seed twice', {}, [1, 1]],
    ['no seed', {}, []],
  ])('%s is refused', async (_, more, seeds) => {
    await expect(run(more, { runs: seeds.map((seed) => ({ seed })) })).rejects.toMatchObject({ code: 'TUNE_SIDE_BY_SIDE' });
  });
});
