import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Weighted mean of the cross-entropy in nats.
 * @param logits [rows, vocabulary]
 * @param targets id per row, and its weight; rows of weight 0 do not count
 */
export function meanCrossEntropy(logits: Tensor2D, targets: Int32Array, weights: Float32Array): Scalar {
  const [rows, vocabulary] = logits.shape;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ids = tf.tensor2d(targets, [rows, 1], 'int32');
  const hot = tf.cast(tf.equal(ids, tf.range(0, vocabulary, 1, 'int32')), 'float32');
  const target = tf.sum(tf.mul(logits, hot), 1);
  const entropy = tf.sub(tf.logSumExp(logits, 1), target);
  return tf.div(tf.sum(tf.mul(entropy, tf.tensor1d(weights))), total);
}
