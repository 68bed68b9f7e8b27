import { SkillNeuronsError } from '@skill-neurons/core';
import { forEachBatch, gridOf, type CollectOptions, type NeuronGrid } from './activation-pass.ts';
import { labelsOf } from './collect.ts';

/** Activations as they are: for small studies, to check every statistic from outside. */
export interface Activations extends NeuronGrid {
  n: number;
  /** [n, layers, positions, width], in the order of the batched list. */
  values: Float32Array;
  labels: Int32Array;
}

const defaultMaxBytes = 2 ** 30;

/**
 * Keeps every activation at the prompt. Nothing else in this package does: statistics stream.
 *
 * @throws NEURON_ACTIVATIONS_SIZE when they would take more than `maxBytes`, default 1 GiB (70 examples of RoBERTa-base
 *   with 100 virtual tokens).
 */
export async function collectActivations(options: CollectOptions & { maxBytes?: number }): Promise<Activations> {
  const { batches, maxBytes = defaultMaxBytes } = options;
  const grid = gridOf(options);
  const { layers, positions, width } = grid;
  const labels = labelsOf(batches);
  const n = labels.length;
  const perLayer = positions * width;
  const bytes = 4 * n * layers * perLayer;
  if (bytes > maxBytes) {
    throw new SkillNeuronsError({
      code: 'NEURON_ACTIVATIONS_SIZE',
      message: `the activations of ${n} examples take ${Math.ceil(bytes / 2 ** 20)} MiB, at most ${Math.floor(maxBytes / 2 ** 20)} are allowed`,
      hint: 'take fewer examples',
    });
  }
  const values = new Float32Array(n * layers * perLayer);
  await forEachBatch(options, 'activations', (activation) => activation, (read, batch) => {
    // read: [layers, batch, positions, width].
    for (let layer = 0; layer < layers; layer++) {
      batch.indices.forEach((index, row) => {
        const from = (layer * batch.size + row) * perLayer;
        values.set(read.subarray(from, from + perLayer), (index * layers + layer) * perLayer);
      });
    }
  });
  return { ...grid, n, values, labels };
}
