import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** Sizes of one attention: [batch, heads, queries or keys, head size]. */
export interface AttentionShape {
  batch: number;
  heads: number;
  queries: number;
  keys: number;
}

/**
 * Multi-head attention on projected inputs.
 * @param query [batch * queries, heads * head size]
 * @param key [batch * keys, heads * head size], and value likewise
 * @param scale factor of the dot products
 * @param bias added to the scores, broadcast to [batch, heads, queries, keys]
 * @returns [batch * queries, heads * head size]
 */
export function attend(query: Tensor2D, key: Tensor2D, value: Tensor2D, shape: AttentionShape, scale: number, bias: Tensor): Tensor2D {
  const { batch, heads, queries, keys } = shape;
  // The queries are fewer numbers than the scores.
  const scaled = scale === 1 ? query : tf.mul(query, scale) as Tensor2D;
  const products = tf.matMul(splitHeads(scaled, batch, queries, heads), splitHeads(key, batch, keys, heads), false, true);
  const scores = tf.add(products, bias);
  const mixed = tf.matMul(tf.softmax(scores), splitHeads(value, batch, keys, heads)) as Tensor4D;
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * queries, query.shape[1]]);
}

/** [batch * positions, heads * size] -> [batch, heads, positions, size] */
function splitHeads(x: Tensor2D, batch: number, positions: number, heads: number): Tensor4D {
  return tf.transpose(tf.reshape(x, [batch, positions, heads, x.shape[1] / heads]), [0, 2, 1, 3]) as Tensor4D;
}

/** Scores of padding become so low that softmax gives exactly zero. [batch, keys] of 1 and 0 -> [batch, 1, 1, keys] */
export function paddingBias(mask: Tensor2D): Tensor4D {
  const [batch, keys] = mask.shape;
  return tf.reshape(tf.mul(tf.sub(1, mask), -1e9), [batch, 1, 1, keys]);
}
