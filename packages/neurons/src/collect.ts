import * as tf from '@tensorflow/tfjs-core';
import type { OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertPromptFits, scoreBatch, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { ActivationHook, Backbone, Stack } from '@skill-neurons/runtime';
import { neuronSpace } from './neuron-space.ts';
import { emptyFiringCounts, type FiringCounts } from './firing-counts.ts';

export interface CollectOptions {
  backbone: Backbone;
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  /** Vocabulary columns of the label words; the number of classes is their number. */
  columns: readonly number[];
  stack?: Stack;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Mean activation of every neuron at every prompt position over a data set, [layers, positions, width]. */
export interface Baseline {
  stack: Stack;
  layers: number;
  positions: number;
  width: number;
  /** Number of examples behind the mean. */
  n: number;
  mean: Float32Array;
}

/**
 * Baseline activations (paper.md A7: a_bsl), streaming: one pass, never more than one batch of activations.
 * Sums are kept in float64, so the mean of many examples stays exact to float32.
 */
export async function collectBaseline(options: CollectOptions): Promise<Baseline> {
  const shape = shapeOf(options);
  const sums = new Float64Array(shape.layers * shape.positions * shape.width);
  const n = await forEachBatch(options, shape, 'baseline', (activation) => tf.sum(activation, 0), (values) => {
    for (let i = 0; i < values.length; i++) sums[i]! += values[i]!;
  });
  return { ...shape, n, mean: Float32Array.from(sums, (sum) => sum / n) };
}

/** Counts, per class, how often each neuron fires strictly above its baseline at each prompt position. */
export async function collectFiringCounts(options: CollectOptions & { baseline: Baseline }): Promise<FiringCounts> {
  const { baseline, columns } = options;
  const shape = shapeOf(options);
  assertSameShape(shape, baseline);
  const classes = columns.length;
  const counts = emptyFiringCounts(shape, classes);
  const perLayer = shape.positions * shape.width;
  const perClass = shape.layers * perLayer;
  const thresholds = Array.from({ length: shape.layers }, (_, layer) =>
    tf.tensor2d(baseline.mean.slice(layer * perLayer, (layer + 1) * perLayer), [1, perLayer]),
  );
  try {
    await forEachBatch(
      options,
      shape,
      'accuracy',
      (activation, layer, batch) => {
        const fired = tf.greater(tf.reshape(activation, [batch.size, perLayer]), thresholds[layer]!).toFloat();
        const isOfClass = tf.transpose(tf.oneHot(tf.tensor1d(batch.labels, 'int32'), classes).toFloat());
        return tf.matMul(isOfClass as tf.Tensor2D, fired as tf.Tensor2D);
      },
      (values, batch) => {
        for (const label of batch.labels) counts.classCounts[label]!++;
        // values: [layers, classes, positions * width]; counts: [classes, layers, ...].
        for (let layer = 0; layer < shape.layers; layer++) {
          for (let c = 0; c < classes; c++) {
            const from = (layer * classes + c) * perLayer;
            const to = c * perClass + layer * perLayer;
            for (let i = 0; i < perLayer; i++) counts.fired[to + i]! += Math.round(values[from + i]!);
          }
        }
      },
    );
  } finally {
    tf.dispose(thresholds);
  }
  return counts;
}

type Shape = Pick<Baseline, 'stack' | 'layers' | 'positions' | 'width'>;

function shapeOf({ backbone, prompt, stack = 'encoder' }: CollectOptions): Shape {
  const space = neuronSpace(backbone, stack);
  // The decoder sees no prompt: its one position is the step that predicts the label word.
  const positions = stack === 'decoder' ? 1 : prompt.virtualTokens;
  return { stack, layers: space.layers, positions, width: space.width };
}

/**
 * One forward pass per batch. `reduce` turns a layer's activations at the prompt, [batch, positions, width],
 * into a small tensor; the stacked results of all layers are read once per batch and given to `consume`.
 */
async function forEachBatch(
  options: CollectOptions,
  { stack, positions }: Shape,
  label: string,
  reduce: (activation: tf.Tensor3D, layer: number, batch: TokenBatch) => tf.Tensor,
  consume: (values: Float32Array, batch: TokenBatch) => void,
): Promise<number> {
  const { backbone, prompt, batches, columns, onProgress, signal } = options;
  assertPromptFits(prompt, backbone);
  const total = batches.reduce((sum, batch) => sum + batch.size, 0);
  let done = 0;
  const promptTensor = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  try {
    for (const batch of batches) {
      signal?.throwIfAborted();
      const stacked = tf.tidy(() => {
        const reduced: tf.Tensor[] = [];
        const tap: ActivationHook = (activation, site) => {
          if (site.stack !== stack) return;
          const atPrompt = tf.slice(activation, [0, 0, 0], [batch.size, positions, activation.shape[2]]);
          // The model tidies each layer; what is stacked below must outlive that.
          reduced[site.layer] = tf.keep(reduce(atPrompt, site.layer, batch));
        };
        scoreBatch(backbone, promptTensor, batch, columns, { hooks: [tap] });
        const all = tf.stack(reduced);
        tf.dispose(reduced);
        return all;
      });
      const values = (await stacked.data()) as Float32Array;
      stacked.dispose();
      consume(values, batch);
      done += batch.size;
      onProgress?.({ label, done, total });
    }
  } finally {
    promptTensor.dispose();
  }
  return done;
}

function assertSameShape(shape: Shape, baseline: Baseline): void {
  const same = shape.stack === baseline.stack && shape.layers === baseline.layers && shape.positions === baseline.positions && shape.width === baseline.width;
  if (!same) throw new RangeError('the baseline was measured with another model, stack or prompt length');
}
