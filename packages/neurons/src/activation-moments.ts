import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import type { HookPositions, HookSite } from '@skill-neurons/runtime';
import { gridOf, type CollectOptions, type NeuronGrid } from './activation-pass.ts';
import { runPass, type BatchPass } from './batch-pass.ts';
import { RunningMoments } from './running-moments.ts';

/** Moments of activations over examples. `active` is the share above 0: how often a ReLU neuron fires at all. */
export interface Moments {
  /** Observations behind each value. */
  n: number;
  mean: Float32Array;
  standardDeviation: Float32Array;
  active: Float32Array;
}

/** How the neurons of a stack behave, position by position at the prompt and pooled over the tokens of the texts. */
export interface ActivationMoments extends NeuronGrid {
  /** [layers, positions, width], over examples; of the decoder at its first step. The mean is the baseline activation. */
  prompt: Moments;
  /** [layers, width], over all text tokens but padding; n is 0 in the decoder, which has no text. */
  text: Moments;
}

/**
 * Means and standard deviations of every neuron, for replacing activations by typical ones, and for finding neurons that
 * are alike. One pass; sums in float64.
 */
export async function collectActivationMoments(options: CollectOptions): Promise<ActivationMoments> {
  const grid = gridOf(options);
  const perPrompt = grid.positions * grid.width;
  const atPrompt = new RunningMoments(grid.layers * perPrompt);
  const atText = new RunningMoments(grid.layers * grid.width);
  const pass: BatchPass = {
    label: 'activations',
    lastBlock: 'all',
    reduce: (activation, site, batch) => (site.stack === grid.stack ? momentsOfLayer(activation, site, grid, batch) : undefined),
    combine: (reduced) => behindEachOther(tf.stack([...reduced], 1) as tf.Tensor3D, perPrompt),
  };
  await runPass(options, pass, async (combined, batch) => {
    const values = (await combined.data()) as Float32Array;
    combined.dispose();
    const promptValues = 3 * grid.layers * perPrompt;
    atPrompt.add(batch.size, values.subarray(0, promptValues));
    if (values.length > promptValues) atText.add(tokensOf(batch), values.subarray(promptValues));
  });
  return { ...grid, prompt: atPrompt.moments(), text: atText.moments() };
}

/** [batch, rows, width] -> [3, positions * width], and beside it what the text's rows give where there are any, [3, width]. */
function momentsOfLayer(activation: tf.Tensor3D, site: HookSite, { stack, positions }: NeuronGrid, batch: TokenBatch): tf.Tensor2D {
  const [size, length, width] = activation.shape;
  const ofPrompt = momentsOf(tf.reshape(tf.slice(activation, [0, 0, 0], [size, positions, width]), [size, positions * width]), size);
  if (stack === 'decoder') return ofPrompt;
  const text: tf.Tensor2D = tf.reshape(tf.slice(activation, [0, site.promptLength, 0], [size, length - site.promptLength, width]), [-1, width]);
  return tf.concat([ofPrompt, momentsOf(text, tokensOf(batch), tf.tensor2d(batch.mask, [batch.mask.length, 1]))], 1);
}

/** [3, layers, values] -> the first `count` values of every row, and behind them all the others, as one list. */
function behindEachOther(stacked: tf.Tensor3D, count: number): tf.Tensor1D {
  const [three, layers, values] = stacked.shape;
  const part = (from: number, size: number) => tf.slice(stacked, [0, 0, from], [three, layers, size]).flatten();
  return values === count ? stacked.flatten() : tf.concat([part(0, count), part(count, values - count)]);
}

/** Text tokens of a batch but for padding. */
function tokensOf(batch: TokenBatch): number {
  return batch.mask.reduce((sum, value) => sum + value, 0);
}

/** [rows, values] -> [3, values]. Rows of mask 0 do not count. */
function momentsOf(rows: tf.Tensor2D, n: number, mask?: tf.Tensor2D): tf.Tensor2D {
  const counted = <T extends tf.Tensor>(x: T): T => (mask ? tf.mul(x, mask) : x);
  const mean = tf.div(tf.sum(counted(rows), 0, true), n);
  const deviations = counted(tf.sub(rows, mean));
  const active = tf.div(tf.sum(counted(tf.greater(rows, 0).toFloat()), 0, true), n);
  return tf.concat([mean, tf.sum(tf.square(deviations), 0, true), active]) as tf.Tensor2D;
}

/** Mean activation and share above 0 of each neuron over the given positions, each [layers, width]. */
export interface ActivationProfile {
  mean: Float32Array;
  active: Float32Array;
}

export function profileAt({ layers, positions, width, prompt, text }: ActivationMoments, at: HookPositions): ActivationProfile {
  // The decoder has no text: all its positions are those of its step.
  const textWeight = at === 'text' || at === 'all' ? text.n : 0;
  const rows = at === 'mask' ? 1 : at === 'text' && text.n > 0 ? 0 : positions;
  const average = (quantity: keyof ActivationProfile) => Float32Array.from({ length: layers * width }, (_, o) => {
    const [layer, neuron] = [Math.floor(o / width), o % width];
    let sum = textWeight === 0 ? 0 : textWeight * text[quantity][o]!;
    for (let j = 0; j < rows; j++) sum += prompt.n * prompt[quantity][(layer * positions + j) * width + neuron]!;
    return sum / (prompt.n * rows + textWeight);
  });
  return { mean: average('mean'), active: average('active') };
}
