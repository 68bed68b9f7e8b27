import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertLayoutFits, assertPromptFits, isMaskInText, scoreBatch } from '@skill-neurons/prompt-tuning';
import type { ActivationHook, HookPositions } from '@skill-neurons/runtime';
import { gridOf, type CollectOptions, type NeuronGrid } from './activation-pass.ts';
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
  const { backbone, prompt, batches, columns, onProgress, signal } = options;
  const grid = gridOf(options);
  assertPromptFits(prompt, backbone);
  assertLayoutFits(prompt, backbone, isMaskInText(batches));
  const atPrompt = new RunningMoments(grid.layers * grid.positions * grid.width);
  const atText = new RunningMoments(grid.layers * grid.width);
  const total = batches.reduce((sum, batch) => sum + batch.size, 0);
  let done = 0;
  const promptTensor = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  try {
    for (const batch of batches) {
      signal?.throwIfAborted();
      const tokens = batch.mask.reduce((sum, value) => sum + value, 0);
      const { ofPrompt, ofText } = tf.tidy(() => momentsOfBatch(options, grid, promptTensor, batch, tokens));
      atPrompt.add(batch.size, (await ofPrompt.data()) as Float32Array);
      if (ofText) atText.add(tokens, (await ofText.data()) as Float32Array);
      tf.dispose(ofText ? [ofPrompt, ofText] : ofPrompt);
      done += batch.size;
      onProgress?.({ label: 'activations', done, total });
    }
  } finally {
    promptTensor.dispose();
  }
  return { ...grid, prompt: atPrompt.moments(), text: atText.moments() };

  function momentsOfBatch({ stack = 'encoder' }: CollectOptions, { positions }: NeuronGrid, promptTensor: tf.Tensor2D, batch: TokenBatch, tokens: number) {
    const ofPrompt: tf.Tensor[] = [];
    const ofText: tf.Tensor[] = [];
    const mask = tf.tensor2d(batch.mask, [batch.size * batch.length, 1]);
    const hook: ActivationHook = (activation, site) => {
      if (site.stack !== stack) return;
      const [size, length, width] = activation.shape;
      ofPrompt[site.layer] = tf.keep(momentsOf(tf.reshape(tf.slice(activation, [0, 0, 0], [size, positions, width]), [size, positions * width]), size));
      if (stack === 'decoder') return;
      const text = tf.reshape(tf.slice(activation, [0, site.promptLength, 0], [size, length - site.promptLength, width]), [-1, width]) as tf.Tensor2D;
      ofText[site.layer] = tf.keep(momentsOf(text, tokens, mask));
    };
    scoreBatch(backbone, promptTensor, batch, columns, { hooks: [hook] });
    // [layers, 3, ...] -> [3, layers, ...]: mean, sum of squared deviations, share above 0.
    const stacked = { ofPrompt: tf.stack(ofPrompt, 1), ofText: ofText.length > 0 ? tf.stack(ofText, 1) : undefined };
    tf.dispose([...ofPrompt, ...ofText]);
    return stacked;
  }
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
