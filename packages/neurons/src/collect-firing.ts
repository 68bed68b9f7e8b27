import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import { assertSameGrid, forEachBatch, gridOf, type CollectOptions } from './activation-pass.ts';
import type { Baseline } from './baseline.ts';

/** A neuron watched at one prompt position. */
export interface WatchedNeuron {
  layer: number;
  neuron: number;
  position: number;
}

/**
 * Whether each of some neurons fires (activation strictly above its baseline) at its position, for every example: one bit each,
 * where {@link collectFiringCounts} keeps sums.
 *
 * @param options `neurons`: the same number in every layer
 * @returns per neuron 1 or 0 by the examples' index in the list that was batched
 * @throws NEURON_GRID, NEURON_POSITIONS
 */
export async function collectFiring(options: CollectOptions & { baseline: Baseline; neurons: readonly WatchedNeuron[] }): Promise<Uint8Array[]> {
  const { baseline, neurons, batches } = options;
  const grid = gridOf(options);
  assertSameGrid(grid, baseline, 'the baseline is of another grid');
  const outside = neurons.find(({ layer, neuron, position }) => layer >= grid.layers || neuron >= grid.width || position >= grid.positions);
  if (outside)
    throw new SkillNeuronsError({
      code: 'NEURON_POSITIONS',
      message: `no neuron ${outside.layer}.${outside.neuron} at prompt position ${outside.position}`,
      hint: 'rank the neurons of this model with this prompt',
    });
  const byLayer = Array.from({ length: grid.layers }, (_, layer) =>
    neurons.flatMap((watched, i) => (watched.layer === layer ? [{ ...watched, i }] : [])),
  );
  const perLayer = byLayer[0]!.length;
  if (byLayer.some(({ length }) => length !== perLayer)) throw new RangeError('the same number of neurons is watched in every layer');
  const n = batches.reduce((sum, { size }) => sum + size, 0);
  const fired = neurons.map(() => new Uint8Array(n));
  if (perLayer === 0) return fired;
  const placeOf = ({ position, neuron }: WatchedNeuron) => position * grid.width + neuron;
  const columns = byLayer.map((watched) => tf.tensor1d(watched.map(placeOf), 'int32'));
  const thresholds = byLayer.map((watched, layer) =>
    tf.tensor2d(
      watched.map((one) => baseline.mean[layer * grid.positions * grid.width + placeOf(one)]!),
      [1, perLayer],
    ),
  );
  try {
    await forEachBatch(
      options,
      'firing',
      (activation, layer, batch) => {
        const flat = tf.reshape(activation, [batch.size, grid.positions * grid.width]);
        return tf.greater(tf.gather(flat, columns[layer]!, 1), thresholds[layer]!).toFloat();
      },
      (values, batch) => {
        // values: [layers, batch, neurons of the layer].
        byLayer.forEach((watched, layer) =>
          watched.forEach(({ i }, column) =>
            batch.indices.forEach((index, row) => {
              fired[i]![index] = values[(layer * batch.size + row) * perLayer + column]! > 0.5 ? 1 : 0;
            }),
          ),
        );
      },
    );
  } finally {
    tf.dispose([columns, thresholds]);
  }
  return fired;
}
