import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone, ForwardOptions, LabelTokens } from '@skill-neurons/runtime';
import { crossEntropy, scoreBatch } from './forward.ts';

/** Loss of a batch and its gradient, [virtual tokens, hidden size]. */
export interface PromptGradient {
  /** Mean cross-entropy, in nats. */
  loss: number;
  /** [virtualTokens * hiddenSize] */
  gradient: Float32Array;
}

/** Loss of one batch and its gradient with respect to the prompt, [virtualTokens * hiddenSize]. */
export async function promptGradient(
  backbone: Backbone,
  prompt: Float32Array,
  virtualTokens: number,
  batch: TokenBatch,
  columns: readonly LabelTokens[],
  options: ForwardOptions = {},
): Promise<PromptGradient> {
  const { value, grad } = tf.tidy(() => {
    // The copy keeps the tensor's content fixed while the optimizer writes into `prompt`.
    const variable = tf.tensor2d(prompt.slice(), [virtualTokens, backbone.hiddenSize]);
    return tf.valueAndGrad((p: tf.Tensor) => crossEntropy(scoreBatch(backbone, p as tf.Tensor2D, batch, columns, options), batch.labels))(variable);
  });
  const [[loss], gradient] = await Promise.all([value.data(), grad.data()]);
  tf.dispose([value, grad]);
  return { loss: loss!, gradient: gradient as Float32Array };
}

/** Mean over batches of {@link promptGradient}; one batch passes through bit for bit. */
export async function accumulatedGradient(count: number, gradientOf: (i: number) => Promise<PromptGradient>): Promise<PromptGradient> {
  const sum = await gradientOf(0);
  if (count === 1) return sum;
  const gradient = sum.gradient.slice();
  let { loss } = sum;
  for (let i = 1; i < count; i++) {
    const next = await gradientOf(i);
    loss += next.loss;
    for (let j = 0; j < gradient.length; j++) gradient[j]! += next.gradient[j]!;
  }
  for (let j = 0; j < gradient.length; j++) gradient[j]! /= count;
  return { loss: loss / count, gradient };
}
