import * as tf from '@tensorflow/tfjs-core';
import { gridOf, type CollectOptions, type NeuronGrid, type Reduce } from './activation-pass.ts';
import { sumBatches } from './sum-batches.ts';

/** Mean activation of every neuron at every prompt position over a data set. */
export interface Baseline extends NeuronGrid {
  /** Number of examples behind the mean. */
  n: number;
  /** [layers, positions, width]. */
  mean: Float32Array;
}

/**
 * Baseline activations (paper.md A7: a_bsl), streaming: one pass, never more than one batch of activations.
 * Sums of some batches are added up in float64, so the mean of many examples stays exact to float32.
 */
export async function collectBaseline(options: CollectOptions): Promise<Baseline> {
  const grid = gridOf(options);
  const perLayer = grid.positions * grid.width;
  const sums = new Float64Array(grid.layers * perLayer);
  // A product with ones: on every native backend faster than a sum over the first axis, and than cutting out the prompt before.
  const sumOfExamples: Reduce = (activation) => {
    const [size, rows, width] = activation.shape;
    return tf.matMul(tf.ones([1, size]), tf.reshape(activation, [size, rows * width]));
  };
  const n = await sumBatches(options, { label: 'baseline', reduce: sumOfExamples, perLayer }, (values) => {
    for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
  });
  // A loop: Float32Array.from takes a second for the millions of a large model.
  const mean = new Float32Array(sums.length);
  for (let i = 0; i < mean.length; i++) mean[i] = sums[i]! / n;
  return { ...grid, n, mean };
}
