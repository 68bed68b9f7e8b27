import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { attention } from 'tfjs-backend-onnxruntime';
import { attentionWithDropout } from './attention-with-dropout.ts';
import type { Dropout } from './dropout.ts';
import { linear } from './linear.ts';
import { matrix, vector, type Weights } from './weights.ts';

/** One multi-head attention of a model, up to its output projection. */
export interface AttentionLayer {
  weights: Weights;
  /** Names of the linear layers that project queries, keys and values. */
  query: string;
  key: string;
  value: string;
  heads: number;
  /** Factor of the dot products. */
  scale: number;
}

/**
 * Multi-head attention.
 * @param queries hidden states that ask, [batch * queries, hidden size]
 * @param states hidden states that are attended to, [batch * keys, hidden size]
 * @param bias added to the scores, broadcast to [batch, heads, queries, keys]
 * @param dropout of the probabilities, in training
 * @returns [batch * queries, heads * head size]
 */
export function attend(layer: AttentionLayer, queries: Tensor2D, states: Tensor2D, batch: number, bias: Tensor, dropout?: Dropout): Tensor2D {
  const { weights, heads, scale } = layer;
  const query = linear(weights, layer.query, queries);
  if (dropout !== undefined) {
    return attentionWithDropout(query, linear(weights, layer.key, states), linear(weights, layer.value, states), { batch, heads, scale, bias, dropout });
  }
  const [rows, width] = query.shape;
  const perExample = { queries: rows / batch, keys: states.shape[0] / batch };
  if (projectionsCost(perExample, width / heads)) return attendUnprojected(layer, query, states, batch, bias);
  const byExample = (x: Tensor2D): Tensor3D => tf.reshape(x, [batch, x.shape[0] / batch, width]);
  const [key, value] = [linear(weights, layer.key, states), linear(weights, layer.value, states)];
  return tf.reshape(attention(byExample(query), byExample(key), byExample(value), { heads, scale, bias }), [rows, width]);
}

/** Scores of padding become so low that softmax gives exactly zero. [batch, keys] of 1 and 0 -> [batch, 1, 1, keys] */
export function paddingBias(mask: Tensor2D): Tensor4D {
  const [batch, keys] = mask.shape;
  return tf.reshape(tf.mul(tf.sub(1, mask), -1e9), [batch, 1, 1, keys]);
}

/** True where few queries make it cheaper to bring them to the states than to project every state twice. */
function projectionsCost({ queries, keys }: { queries: number; keys: number }, headSize: number): boolean {
  return queries * (headSize + keys) < keys * headSize;
}

/**
 * The same attention with its products taken in another order: q (W h)^T = (q W) h^T, and the value projection behind the mean over
 * positions instead of before it. For the single query of T5's decoder this is 2 % of the work.
 * @param query projected, [batch * queries, heads * head size]
 */
function attendUnprojected({ weights, key, value, heads, scale }: AttentionLayer, query: Tensor2D, states: Tensor2D, batch: number, bias: Tensor): Tensor2D {
  const [rows, width] = query.shape;
  const hidden = states.shape[1];
  const [queries, keys, headSize] = [rows / batch, states.shape[0] / batch, width / heads];
  const byHead = (name: string): Tensor3D => tf.reshape(matrix(weights, `${name}.weight`), [heads, headSize, hidden]);
  const biasByHead = (name: string): Tensor3D => tf.reshape(vector(weights, `${name}.bias`), [heads, 1, headSize]);
  const byExample: Tensor3D = tf.reshape(states, [batch, keys, hidden]);

  const asked: Tensor3D = tf.transpose(tf.reshape(tf.mul(query, scale), [rows, heads, headSize]), [1, 0, 2]);
  const brought = toExamples(tf.matMul(asked, byHead(key)), batch, queries);
  const products = tf.reshape(tf.matMul(brought, byExample, false, true), [batch, heads, queries, keys]);
  const scores = tf.add(weights[`${key}.bias`] === undefined ? products : tf.add(products, keyBias(asked, biasByHead(key), batch, queries)), bias);
  const mixed: Tensor3D = tf.matMul(tf.reshape(tf.softmax(scores), [batch, heads * queries, keys]), byExample);
  const perHead = tf.matMul(toHeads(mixed, heads, queries), byHead(value), false, true);
  const shifted = weights[`${value}.bias`] === undefined ? perHead : tf.add(perHead, biasByHead(value));
  return tf.reshape(tf.transpose(shifted, [1, 0, 2]), [rows, width]);
}

/** Softmax does not feel it, since it is the same for all keys; it keeps the bias a part of the function. */
function keyBias(asked: Tensor3D, bias: Tensor3D, batch: number, queries: number): Tensor4D {
  const heads = asked.shape[0];
  return tf.reshape(toExamples(tf.sum(tf.mul(asked, bias), -1, true), batch, queries), [batch, heads, queries, 1]);
}

/** [heads, batch * queries, size] -> [batch, heads * queries, size] */
function toExamples(x: Tensor, batch: number, queries: number): Tensor3D {
  const [heads, , size] = x.shape as [number, number, number];
  return tf.reshape(tf.transpose(tf.reshape(x, [heads, batch, queries, size]), [1, 0, 2, 3]), [batch, heads * queries, size]);
}

/** [batch, heads * queries, size] -> [heads, batch * queries, size] */
function toHeads(x: Tensor3D, heads: number, queries: number): Tensor3D {
  const [batch, , size] = x.shape;
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, heads, queries, size]), [1, 0, 2, 3]), [heads, batch * queries, size]);
}
