import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone, ForwardOptions, LabelTokens, PromptedBatch } from '@skill-neurons/runtime';

/** Scores of the label words, [batch, classes], of a token batch behind a prompt tensor, see `Backbone.score`. Call inside tf.tidy. */
export function scoreBatch(
  backbone: Backbone,
  prompt: tf.Tensor2D | null,
  batch: TokenBatch,
  columns: readonly LabelTokens[],
  options: ForwardOptions = {},
  more: Pick<PromptedBatch, 'embeddingShift' | 'prompts'> = {},
): tf.Tensor2D {
  const shape: [number, number] = [batch.size, batch.length];
  return backbone.score({ prompt, ids: tf.tensor2d(batch.ids, shape, 'int32'), mask: tf.tensor2d(batch.mask, shape), maskPositions: batch.maskPositions, ...more }, columns, options);
}

/** Mean cross-entropy of scores [batch, classes] against class indices [batch]; a scalar. */
export function crossEntropy(logits: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  return tf.tidy(() => {
    const target = tf.oneHot(tf.tensor1d(labels, 'int32'), logits.shape[1]).toFloat();
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1))) as tf.Scalar;
  });
}
