import * as tf from '@tensorflow/tfjs-core';
import { batchesOf, evaluate, initialPrompt, scoreBatch, tallyEvaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import type { Backbone } from '@skill-neurons/runtime';
import type { CollectOptions } from './activation-pass.ts';
import { collectBaseline } from './baseline.ts';
import { collectFiringCounts } from './collect.ts';
import { mergeFiringCounts } from './firing-counts.ts';

const columns = [35, 36];
const split = plantedSplit('train', 30);
const positions = 4;

/** Every activation at the prompt, [layer][example][position * width + neuron], one example at a time. */
function activationsOneByOne(backbone: Backbone, prompt: SoftPrompt, stack: 'encoder' | 'decoder'): Float32Array[][] {
  const perLayer: Float32Array[][] = [];
  for (const batch of batchesOf(split, { batchSize: 1 })) {
    tf.tidy(() => {
      const table = tf.tensor2d(prompt.values, [positions, prompt.hiddenSize]);
      scoreBatch(backbone, table, batch, columns, {
        hooks: [
          (activation, site) => {
            if (site.stack !== stack) return undefined;
            const width = activation.shape[2];
            const values = activation.dataSync().slice(0, positions * width) as Float32Array;
            (perLayer[site.layer] ??= [])[batch.indices[0]!] = values;
            return undefined;
          },
        ],
      });
    });
  }
  return perLayer;
}

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: positions, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
  });
  afterAll(() => backbone.dispose());

  const options = (examples = split.examples, batchSize = 8): CollectOptions => ({ backbone, prompt, columns, batches: batchesOf({ ...split, examples }, { batchSize }) });

  test('baseline and counts equal those of stored activations, example by example', async () => {
    const perLayer = activationsOneByOne(backbone, prompt, 'encoder');
    const baseline = await collectBaseline(options());
    expect(baseline.n).toBe(30);
    const size = positions * baseline.width;
    perLayer.forEach((rows, layer) => {
      for (let i = 0; i < size; i++) {
        const mean = rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length;
        expect(Math.abs(baseline.mean[layer * size + i]! - mean)).toBeLessThan(1e-5);
      }
    });
    const counts = await collectFiringCounts({ ...options(), baseline });
    expect(counts.classCounts).toEqual([15, 15]);
    let disagreements = 0;
    perLayer.forEach((rows, layer) => {
      for (let i = 0; i < size; i++) {
        const threshold = baseline.mean[layer * size + i]!;
        // Within rounding of the threshold, batch and single row may fall on different sides.
        if (rows.some((row) => Math.abs(row[i]! - threshold) < 1e-5)) continue;
        for (const c of [0, 1]) {
          const expected = rows.filter((row, example) => split.examples[example]!.label === c && row[i]! > threshold).length;
          if (counts.fired[(c * counts.layers + layer) * size + i] !== expected) disagreements++;
        }
      }
    });
    expect(disagreements).toBe(0);
  });

  test('the counts of two shards add up to those of the whole, whatever the batches', async () => {
    const baseline = await collectBaseline(options());
    const whole = await collectFiringCounts({ ...options(split.examples, 30), baseline });
    const first = await collectFiringCounts({ ...options(split.examples.slice(0, 11), 4), baseline });
    const second = await collectFiringCounts({ ...options(split.examples.slice(11), 7), baseline });
    const merged = mergeFiringCounts(first, second);
    expect(merged.classCounts).toEqual(whole.classCounts);
    const different = merged.fired.filter((count, i) => count !== whole.fired[i]).length;
    // A value within rounding of its threshold may fall either way in another batch shape.
    expect(different).toBeLessThanOrEqual(merged.fired.length * 0.001);
  });

  test('more batches than are added up before they are read give the same sums', async () => {
    const [many, one] = [await collectBaseline(options(split.examples, 1)), await collectBaseline(options(split.examples, 30))];
    expect(many.n).toBe(30);
    many.mean.forEach((value, i) => expect(Math.abs(value - one.mean[i]!)).toBeLessThan(1e-5));
    const counts = await collectFiringCounts({ ...options(split.examples, 1), baseline: one });
    const whole = await collectFiringCounts({ ...options(split.examples, 30), baseline: one });
    expect(counts.classCounts).toEqual(whole.classCounts);
    const different = counts.fired.filter((count, i) => count !== whole.fired[i]).length;
    expect(different).toBeLessThanOrEqual(counts.fired.length * 0.001);
  });

  test('a pass tells the accuracy as well', async () => {
    const baseline = await collectBaseline(options());
    const plain = await evaluate(options());
    const { batches } = options();
    for (const collect of [collectBaseline, (all: CollectOptions) => collectFiringCounts({ ...all, baseline })]) {
      const tally = tallyEvaluation(batches);
      await collect({ ...options(), tally });
      const { loss, margins, ...rest } = tally.evaluation();
      expect(rest).toEqual({ n: 30, correct: plain.correct, predictions: plain.predictions, labels: plain.labels });
      expect(loss).toBeCloseTo(plain.loss, 5);
      margins.forEach((margin, i) => expect(margin).toBeCloseTo(plain.margins[i]!, 4));
    }
  });

  test('an abort stops a pass', async () => {
    await expect(collectBaseline({ ...options(), signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('no tensors are left behind', async () => {
    const baseline = await collectBaseline(options());
    const { numTensors } = tf.memory();
    await collectFiringCounts({ ...options(), baseline });
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});


test('the decoder of T5 is measured at its first step, the one that predicts', async () => {
  const backbone = await tinyBackbone('t5');
  const prompt = await initialPrompt(backbone, { virtualTokens: positions, seed: 1 });
  const baseline = await collectBaseline({ backbone, prompt, columns, batches: batchesOf(split, { batchSize: 30 }), stack: 'decoder' });
  const [rows] = activationsOneByOne(backbone, prompt, 'decoder');
  expect(baseline).toMatchObject({ stack: 'decoder', layers: 1, positions: 1, n: 30 });
  const mean = rows!.reduce((sum, row) => sum + row[0]!, 0) / rows!.length;
  expect(baseline.mean[0]).toBeCloseTo(mean, 5);
  backbone.dispose();
});
