import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Dropout } from './dropout.ts';

/**
 * Attention written out, with dropout of its probabilities.
 * @param query [batch * queries, heads * head size]
 * @param key [batch * keys, heads * head size]; value alike
 * @param bias broadcast to [batch, heads, queries, keys]
 * @returns [batch * queries, heads * head size]
 */
export function attentionWithDropout(
  query: Tensor2D, key: Tensor2D, value: Tensor2D, { batch, heads, scale, bias, dropout }: { batch: number; heads: number; scale: number; bias: Tensor; dropout: Dropout },
): Tensor2D {
  const [rows, width] = query.shape;
  const byHead = (x: Tensor2D): Tensor4D => tf.transpose(tf.reshape(x, [batch, x.shape[0] / batch, heads, width / heads]), [0, 2, 1, 3]);
  const scores = tf.add(tf.matMul(tf.mul(byHead(query), scale), byHead(key), false, true), bias);
  const mixed = tf.matMul(dropout(tf.softmax(scores)), byHead(value));
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, width]);
}
