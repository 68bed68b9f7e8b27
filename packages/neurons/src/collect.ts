import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import { countAbove } from '@skill-neurons/runtime';
import { assertSameGrid, gridOf, type CollectOptions, type Reduce } from './activation-pass.ts';
import type { Baseline } from './baseline.ts';
import type { FiringCounts } from './firing-counts.ts';
import { halvesOf } from './halves.ts';
import { sumBatches } from './sum-batches.ts';

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
 * by about 20 bytes per group, layer, position and neuron: the running counts, where they are calculated and here, one batch's, and reading.
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
  const thresholds = Array.from({ length: grid.layers }, (_, layer) => tf.tensor1d(baseline.mean.slice(layer * perLayer, (layer + 1) * perLayer)));
  const countGroups: Reduce = (activation, layer, batch) => {
    const [size, positions, width] = activation.shape;
    const beyond = (positions - grid.positions) * width;
    return countAbove(tf.reshape(activation, [size, positions * width]), tf.pad1d(thresholds[layer]!, [0, beyond]), membersOf(rows, batch));
  };
  for (const { counts, group, of } of rows) for (const { indices } of options.batches) for (const index of indices) if (of[index] === group) counts.classCounts[group]!++;
  try {
    await sumBatches(options, { label: 'firing counts', reduce: countGroups, perLayer }, (values) => {
      // values: [layers, rows, positions * width]; counts: [groups, layers, ...].
      rows.forEach(({ counts, group }, row) => {
        for (let layer = 0; layer < grid.layers; layer++) {
          const from = (layer * rows.length + row) * perLayer;
          const to = (group * grid.layers + layer) * perLayer;
          for (let i = 0; i < perLayer; i++) counts.fired[to + i]! += values[from + i]!;
        }
      });
    });
  } finally {
    tf.dispose(thresholds);
  }
  return results;
}

/** Which examples of a batch are in which group: bool [groups, batch]. */
function membersOf(rows: readonly { group: number; of: Int32Array }[], batch: TokenBatch): tf.Tensor2D {
  const members = rows.flatMap(({ group, of }) => Array.from(batch.indices, (index) => (of[index] === group ? 1 : 0)));
  return tf.tensor2d(Uint8Array.from(members), [rows.length, batch.size], 'bool');
}

/** Labels by the examples' index in the list that was batched; -1 where no batch holds the index. */
export function labelsOf(batches: readonly TokenBatch[]): Int32Array {
  let length = 0;
  for (const { indices } of batches) for (const index of indices) length = Math.max(length, index + 1);
  const labels = new Int32Array(length).fill(-1);
  for (const { indices, labels: ofBatch } of batches) indices.forEach((index, row) => (labels[index] = ofBatch[row]!));
  return labels;
}
