import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertSameGrid, forEachBatch, gridOf, type CollectOptions } from './activation-pass.ts';
import type { Baseline } from './baseline.ts';
import type { FiringCounts } from './firing-counts.ts';
import { halvesOf } from './halves.ts';

/** Examples put into groups: by class, by class and half, by a shuffled label. */
export interface Grouping {
  groups: number;
  /** Group of every example of the batched list, by its index there; -1 leaves it out. */
  of: Int32Array;
}

/** Counts, per class, how often each neuron fires strictly above its baseline at each prompt position. */
export async function collectFiringCounts(options: CollectOptions & { baseline: Baseline }): Promise<FiringCounts> {
  const [counts] = await collectGroupedCounts({ ...options, groupings: [{ groups: options.columns.length, of: labelsOf(options.batches) }] });
  return counts!;
}

/**
 * The same for two random halves of the examples, equal in each class but for one example, in one pass. Their sum
 * ({@link mergeFiringCounts}) is what {@link collectFiringCounts} gives.
 */
export async function collectFiringHalves(options: CollectOptions & { baseline: Baseline; seed: number | string }): Promise<[FiringCounts, FiringCounts]> {
  const classes = options.columns.length;
  const labels = labelsOf(options.batches);
  const halves = halvesOf(labels, options.seed);
  const groupings = [0, 1].map((half) => ({ groups: classes, of: labels.map((label, i) => (halves[i] === half ? label : -1)) }));
  const [first, second] = await collectGroupedCounts({ ...options, groupings });
  return [first!, second!];
}

/**
 * Firing counts of any number of groupings in one pass: each costs one row per group in a matrix product. Memory grows
 * by about 12 bytes per group, layer, position and neuron (the running counts, and one batch's on both sides of the reading).
 *
 * @returns one {@link FiringCounts} per grouping, its "classes" being the groups.
 */
export async function collectGroupedCounts(options: CollectOptions & { baseline: Baseline; groupings: readonly Grouping[] }): Promise<FiringCounts[]> {
  const { baseline, groupings } = options;
  const grid = gridOf(options);
  assertSameGrid(grid, baseline, 'the baseline is of another grid');
  const perLayer = grid.positions * grid.width;
  const results = groupings.map(({ groups }): FiringCounts => ({
    ...grid,
    classCounts: new Array<number>(groups).fill(0),
    fired: new Int32Array(groups * grid.layers * perLayer),
  }));
  const rows = groupings.flatMap(({ groups, of }, g) => Array.from({ length: groups }, (_, group) => ({ counts: results[g]!, group, of })));
  const thresholds = Array.from({ length: grid.layers }, (_, layer) =>
    tf.tensor2d(baseline.mean.slice(layer * perLayer, (layer + 1) * perLayer), [1, perLayer]),
  );
  const members = (batch: TokenBatch) => Float32Array.from({ length: rows.length * batch.size }, (_, i) => {
    const { group, of } = rows[Math.floor(i / batch.size)]!;
    return of[batch.indices[i % batch.size]!] === group ? 1 : 0;
  });
  try {
    await forEachBatch(
      options,
      'firing counts',
      (activation, layer, batch) => {
        const fired = tf.greater(tf.reshape(activation, [batch.size, perLayer]), thresholds[layer]!).toFloat();
        return tf.matMul(tf.tensor2d(members(batch), [rows.length, batch.size]), fired as tf.Tensor2D);
      },
      (values, batch) => {
        rows.forEach(({ counts, group, of }, row) => {
          for (const index of batch.indices) if (of[index] === group) counts.classCounts[group]!++;
          // values: [layers, rows, positions * width]; counts: [groups, layers, ...].
          for (let layer = 0; layer < grid.layers; layer++) {
            const from = (layer * rows.length + row) * perLayer;
            const to = (group * grid.layers + layer) * perLayer;
            for (let i = 0; i < perLayer; i++) counts.fired[to + i]! += Math.round(values[from + i]!);
          }
        });
      },
    );
  } finally {
    tf.dispose(thresholds);
  }
  return results;
}

/** Labels by the examples' index in the list that was batched; -1 where no batch holds the index. */
export function labelsOf(batches: readonly TokenBatch[]): Int32Array {
  let length = 0;
  for (const { indices } of batches) for (const index of indices) length = Math.max(length, index + 1);
  const labels = new Int32Array(length).fill(-1);
  for (const { indices, labels: ofBatch } of batches) indices.forEach((index, row) => (labels[index] = ofBatch[row]!));
  return labels;
}
