import * as tf from '@tensorflow/tfjs-core';
import { auroc } from '@skill-neurons/core';
import { batchesOf, initialPrompt, scoreBatch, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import type { Backbone } from '@skill-neurons/runtime';
import { collectBaseline, type Baseline } from './baseline.ts';
import { collectActivations } from './collect-activations.ts';
import { collectAuroc } from './collect-auroc.ts';
import { collectFiringCounts, collectFiringHalves, collectGroupedCounts, labelsOf } from './collect.ts';
import { mergeFiringCounts } from './firing-counts.ts';
import { permutationNull } from './permutation-null.ts';
import { predictivity } from './predictivity.ts';

const columns = [35, 36];
const split = plantedSplit('train', 30);
const positions = 4;

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  let baseline: Baseline;
  const batches = batchesOf(split, { batchSize: 8 });
  const options = () => ({ backbone, prompt, columns, batches, baseline });
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: positions, seed: 1, initialisation: { kind: 'random', scale: 0.5 } });
    baseline = await collectBaseline({ backbone, prompt, columns, batches });
  });
  afterAll(() => backbone.dispose());

  test('two halves in one pass add up to the whole', async () => {
    const whole = await collectFiringCounts(options());
    const [first, second] = await collectFiringHalves({ ...options(), seed: 1 });
    expect([first.classCounts, second.classCounts]).toEqual([[8, 7], [7, 8]]);
    expect(mergeFiringCounts(first, second)).toEqual(whole);
  });

  test('groups may leave examples out and are counted apart', async () => {
    const labels = labelsOf(batches);
    const ones = { groups: 1, of: labels.map((label) => (label === 1 ? 0 : -1)) };
    const [counts, classes] = await collectGroupedCounts({ ...options(), groupings: [ones, { groups: 2, of: labels }] });
    expect(counts!.classCounts).toEqual([15]);
    expect(counts!.fired).toEqual(classes!.fired.slice(classes!.fired.length / 2));
  });

  test('shuffled labels: as if the examples were labelled so, in one pass or in many', async () => {
    const { numTensors } = tf.memory();
    const found = await permutationNull({ ...options(), seed: 5, permutations: 3 });
    expect(found.observed).toEqual(predictivity(await collectFiringCounts(options())));
    expect(found.passes).toBe(1);
    expect(found.permuted).toHaveLength(3);
    // Room for two classes and one shuffle at a time.
    expect(found.shuffles.map((shuffled) => [...shuffled].sort())).toEqual(new Array(3).fill([...labelsOf(options().batches)].sort()));
    expect(found.halves).toEqual(await collectFiringHalves({ ...options(), seed: 5 }));
    const inMany = await permutationNull({ ...options(), seed: 5, permutations: 3, memoryLimit: 20 * baseline.mean.length * 3 });
    expect(inMany.passes).toBe(3);
    expect(inMany.permuted).toEqual(found.permuted);
    expect((await permutationNull({ ...options(), seed: 6, permutations: 3 })).permuted).not.toEqual(found.permuted);
    expect((await permutationNull({ ...options(), seed: 6, permutations: 0 })).permuted).toEqual([]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('a shuffle keeps the classes and changes who is in them', async () => {
    // Each permuted predictivity lies on the grid of k / n, which the class sizes fix.
    const { permuted, observed } = await permutationNull({ ...options(), seed: 1, permutations: 2 });
    for (const values of permuted) {
      expect(values.every((value) => value >= 0.5 && Math.abs(value * 30 - Math.round(value * 30)) < 1e-4)).toBe(true);
      expect(values).not.toEqual(observed.values);
    }
  });

  test('AUROC equals that of stored activations, and of a draw when there are more examples', async () => {
    const { position, layers, width } = predictivity(await collectFiringCounts(options()));
    const { values, labels, n } = await collectActivations(options());
    const at = (example: number, neuron: number) => values[((example * layers + Math.floor(neuron / width)) * positions + position[neuron]!) * width + (neuron % width)]!;
    const stored = Array.from({ length: layers * width }, (_, neuron) => [0, 1].map((label) => Array.from({ length: n }, (_unused, i) => i).filter((i) => labels[i] === label).map((i) => at(i, neuron))));
    const found = await collectAuroc({ ...options(), position });
    expect(found.n).toBe(30);
    const differing = stored.filter(([zeros, ones], i) => Math.abs(auroc(ones!, zeros!) - found.values[i]!) > 1e-6);
    expect(differing).toEqual([]);
    const drawn = await collectAuroc({ ...options(), position, maxExamples: 12, seed: 1 });
    expect(drawn.n).toBe(12);
    expect(drawn).toEqual(await collectAuroc({ ...options(), position, maxExamples: 12, seed: 1 }));
    const alone = batchesOf({ ...split, examples: split.examples.filter(({ label }) => label === 1) }, { batchSize: 8 });
    await expect(collectAuroc({ ...options(), batches: alone, position })).rejects.toMatchObject({ code: 'NEURON_ONE_CLASS' });
    await expect(collectAuroc({ ...options(), position, maxExamples: 1 })).rejects.toMatchObject({ code: 'NEURON_EXAMPLES' });
  });

  test('exported activations are those of the model, example by example, and no more of them than allowed', async () => {
    const { values, labels, n, layers, width } = await collectActivations(options());
    expect(labels).toEqual(Int32Array.from(split.examples, ({ label }) => label));
    const alone = batchesOf(split, { batchSize: 1 });
    const table = tf.tensor2d(prompt.values, [positions, prompt.hiddenSize]);
    let furthest = 0;
    for (const batch of alone) {
      tf.tidy(() => {
        scoreBatch(backbone, table, batch, columns, {
          hooks: [(activation, { stack, layer }) => {
            if (stack !== 'encoder') return;
            const from = (batch.indices[0]! * layers + layer) * positions * width;
            activation.dataSync().subarray(0, positions * width).forEach((value, i) => (furthest = Math.max(furthest, Math.abs(value - values[from + i]!))));
          }],
        });
      });
    }
    table.dispose();
    expect(furthest).toBeLessThan(1e-4);
    await expect(collectActivations({ ...options(), maxBytes: 4 * n * layers * positions * width - 1 })).rejects.toMatchObject({ code: 'NEURON_ACTIVATIONS_SIZE' });
  });

  test('a baseline of another prompt length is refused', async () => {
    await expect(collectFiringCounts({ ...options(), baseline: { ...baseline, positions: 3 } })).rejects.toMatchObject({ code: 'NEURON_GRID' });
  });
});
