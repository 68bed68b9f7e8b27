import * as tf from '@tensorflow/tfjs-core';
import { forEachBatch, gridOf, type CollectOptions, type NeuronGrid } from './activation-pass.ts';

/** Mean activation of every neuron at every prompt position over a data set. */
export interface Baseline extends NeuronGrid {
  /** Number of examples behind the mean. */
  n: number;
  /** [layers, positions, width]. */
  mean: Float32Array;
}

/**
 * Baseline activations (paper.md A7: a_bsl), streaming: one pass, never more than one batch of activations.
 * Sums are kept in float64, so the mean of many examples stays exact to float32.
 */
export async function collectBaseline(options: CollectOptions): Promise<Baseline> {
  const grid = gridOf(options);
  const sums = new Float64Array(grid.layers * grid.positions * grid.width);
  const n = await forEachBatch(options, 'baseline', (activation) => tf.sum(activation, 0), (values) => {
    for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
  });
  return { ...grid, n, mean: Float32Array.from(sums, (sum) => sum / n) };
}
