import * as tf from '@tensorflow/tfjs-core';
import { batchesOf, initialPrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { plantedSplit, tinyBackbone } from '@skill-neurons/prompt-tuning/testing';
import type { Backbone, Stack } from '@skill-neurons/runtime';
import { collectActivations } from './collect-activations.ts';
import { accuracyByPosition, collectNeurons } from './collect-neurons.ts';
import { collectBaseline } from './baseline.ts';
import { collectFiringCounts } from './collect.ts';
import { neuronAccuracy } from './predictivity.ts';

describe.each(['roberta', 't5'] as const)('%s', (architecture) => {
  let backbone: Backbone;
  let prompt: SoftPrompt;
  beforeAll(async () => {
    backbone = await tinyBackbone(architecture);
    prompt = await initialPrompt(backbone, { virtualTokens: 4, seed: 1 });
  });
  afterAll(() => backbone.dispose());
  const pass = (stack: Stack) => ({ backbone, prompt, stack, columns: [35, 36], batches: batchesOf(plantedSplit('test', 20), { batchSize: 8 }) });
  // Out of order, several of a layer, one twice.
  const neurons = [{ layer: 1, neuron: 3 }, { layer: 0, neuron: 23 }, { layer: 1, neuron: 0 }, { layer: 1, neuron: 3 }];
  const stacks = architecture === 't5' ? (['encoder', 'decoder'] as const) : (['encoder'] as const);

  test('what a pass that keeps everything keeps of them, and the accuracies of counted firing', async () => {
    for (const stack of stacks) {
      const watched = stack === 'decoder' ? neurons.filter(({ layer }) => layer === 0) : neurons;
      const before = tf.memory().numTensors;
      const found = await collectNeurons({ ...pass(stack), neurons: watched });
      expect(tf.memory().numTensors).toBe(before);
      const { n, layers, positions, width, values, labels } = await collectActivations(pass(stack));
      const baseline = await collectBaseline(pass(stack));
      const { accuracy } = neuronAccuracy(await collectFiringCounts({ ...pass(stack), baseline }));
      expect([found.n, found.positions, [...found.labels]]).toEqual([n, positions, [...labels]]);
      watched.forEach(({ layer, neuron }, i) => {
        const at = (j: number) => (layer * positions + j) * width + neuron;
        for (let row = 0; row < n; row++) for (let j = 0; j < positions; j++) expect(found.values[i]![row * positions + j]).toBeCloseTo(values[row * layers * positions * width + at(j)]!, 5);
        const thresholds = Array.from({ length: positions }, (_, j) => baseline.mean[at(j)]!);
        accuracyByPosition(found, found.values[i]!, thresholds).forEach((share, j) => expect(share).toBeCloseTo(accuracy[at(j)]!, 6));
      });
    }
  });

  test('neurons that the model has not, and too many for the memory', async () => {
    await expect(collectNeurons({ ...pass('encoder'), neurons: [{ layer: 2, neuron: 0 }] })).rejects.toMatchObject({ code: 'NEURON_GRID', message: expect.stringContaining('no neuron 2.0') });
    await expect(collectNeurons({ ...pass('encoder'), neurons, maxBytes: 1000 })).rejects.toMatchObject({ code: 'NEURON_ACTIVATIONS_SIZE' });
    expect((await collectNeurons({ ...pass('encoder'), neurons: [] })).values).toEqual([]);
  });
});
