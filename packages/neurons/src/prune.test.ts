import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesOf, evaluate, initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import { interventionHook, loadBackbone, savePrunedCheckpoint, type Backbone } from '@skill-neurons/runtime';
import { collectBaseline } from './baseline.ts';
import { collectMeanActivations, compareModels, keptNeurons } from './index.ts';
import { suppressionCurve } from './suppress.ts';

const columns = [35, 36];
const test20 = batchesOf(plantedSplit('test', 20), { batchSize: 8 });

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  let folder: string;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
    folder = await mkdtemp(join(tmpdir(), 'prune-'));
  });
  afterAll(async () => {
    backbone.dispose();
    await rm(folder, { recursive: true });
  });

  test('the mean at the prompt is the baseline averaged over positions; padding does not count in that over all', async () => {
    const [encoder] = await collectMeanActivations({ backbone, prompt, batches: test20, columns, positions: 'prompt' });
    const { mean, positions, width } = await collectBaseline({ backbone, prompt, batches: test20, columns });
    encoder!.means.forEach((values, layer) => values.forEach((value, neuron) => {
      let sum = 0;
      for (let position = 0; position < positions; position++) sum += mean[(layer * positions + position) * width + neuron]!;
      expect(value).toBeCloseTo(sum / positions, 5);
    }));
    if (architecture === 'roberta') {
      // Of the last layer only the mask's row is read.
      const [all] = await collectMeanActivations({ backbone, prompt, batches: test20, columns });
      const [mask] = await collectMeanActivations({ backbone, prompt, batches: test20, columns, positions: 'mask' });
      all!.means[1]!.forEach((value, neuron) => expect(value).toBeCloseTo(mask!.means[1]![neuron]!, 5));
      expect(all!.means[0]).not.toEqual(mask!.means[0]);
    }
    // One by one there is no padding at all.
    const split = plantedSplit('test', 20);
    const alone = batchesOf(split, { batchSize: 1 });
    const padded = batchesOf({ ...split, examples: [...split.examples].reverse() }, { batchSize: 20 });
    expect(padded[0]!.mask).toContain(0);
    const [a, b] = [await collectMeanActivations({ backbone, prompt, batches: alone, columns }), await collectMeanActivations({ backbone, prompt, batches: padded, columns })];
    expect(a.map(({ stack }) => stack)).toEqual(backbone.neuronSpaces.map(({ stack }) => stack));
    a.forEach(({ means }, stack) => means.forEach((values, layer) => values.forEach((value, neuron) => expect(b[stack]!.means[layer]![neuron]).toBeCloseTo(value, 5))));
  });

  test('a pruned model that was stored predicts as the model with the others at their means, and is compared with it', async () => {
    const values = { layers: 2, width: 24, values: Float32Array.from({ length: 48 }, (_, i) => (i * 7) % 48) };
    const kept = keptNeurons(values, 30);
    const means = await collectMeanActivations({ backbone, prompt, batches: test20, columns });
    // The random model's neurons are faint: ten times as much shows.
    const constants = means[0]!.means.map((layer) => layer.map((value) => 10 * value));
    const { config } = await savePrunedCheckpoint(folder, backbone.folder, [{ stack: 'encoder', kept, constants }]);
    // T5's decoder stays whole.
    expect(config).toMatchObject(architecture === 't5' ? { encoderWidths: [7, 7], decoderWidths: [24], feedForwardBias: true } : { intermediateSize: 7 });
    const pruned = await loadBackbone(folder);
    const others = kept.map((layer) => Array.from({ length: 24 }, (_, i) => i).filter((i) => !layer.includes(i)));
    const fixed = interventionHook({ kind: 'mean', stack: 'encoder', neurons: others, positions: 'all', values: constants }, backbone.neuronSpaces[0]!);
    const expected = await evaluate({ backbone, prompt, batches: test20, columns, hooks: [fixed.hook] });
    fixed.dispose();
    const [whole, small] = await compareModels({ backbones: [backbone, pruned], prompt, batches: test20, columns, rounds: 1 });
    expect(small!.evaluation.predictions).toEqual(expected.predictions);
    expect(small!.evaluation.loss).toBeCloseTo(expected.loss, 6);
    expect(small!.evaluation.loss).not.toBeCloseTo(whole!.evaluation.loss, 6);
    expect(whole!.speedUp).toBe(1);
    expect(small!.examplesPerSecond).toBeGreaterThan(0);
    pruned.dispose();
  });

  test('neurons of layers of unequal widths are not analysed, with a clear word', async () => {
    const unequal = join(folder, 'unequal');
    await savePrunedCheckpoint(unequal, backbone.folder, [{ stack: 'encoder', kept: [[1, 2], [3]] }]);
    const pruned = await loadBackbone(unequal);
    await expect(collectBaseline({ backbone: pruned, prompt, batches: test20, columns })).rejects.toMatchObject({ code: 'NEURON_WIDTHS', message: expect.stringContaining('2, 1 neurons') as string });
    await expect(suppressionCurve({ backbone: pruned, prompt, batches: test20, columns, ranking: [], percentages: [0] })).rejects.toMatchObject({ code: 'NEURON_WIDTHS' });
    pruned.dispose();
  });
});

test('every layer keeps as many, or at least its best one where the whole model is ranked', () => {
  const values = { layers: 2, width: 4, values: Float32Array.of(0.9, 0.8, 0.7, 0.95, 0.5, 0.6, 0.55, 0.5) };
  expect(keptNeurons(values, 50)).toEqual([[3, 0], [1, 2]]);
  expect(keptNeurons(values, 1)).toEqual([[3], [1]]);
  expect(keptNeurons(values, 38, { scope: 'model' })).toEqual([[3, 0, 1], [1]]);
  expect(keptNeurons(values, 50, { wholeLayers: 1 })).toEqual([[0, 1, 2, 3], [1, 2]]);
  expect(keptNeurons(values, 25, { wholeLayers: 1, scope: 'model' })).toEqual([[0, 1, 2, 3], [1]]);
  expect(() => keptNeurons(values, 50, { wholeLayers: 3 })).toThrow(expect.objectContaining({ code: 'PRUNE_LAYERS' }) as Error);
  expect(() => keptNeurons(values, 101)).toThrow(expect.objectContaining({ code: 'PERCENT_RANGE' }) as Error);
});
