import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { matrix, vector, type Weights } from './weights.ts';

/**
 * The linear layer `${name}.weight` [out, in], with `${name}.bias` [out] where the weights have one.
 * @param x [rows, in]: two-dimensional, since a batched product with a weight is slow on every backend.
 */
export function linear(weights: Weights, name: string, x: Tensor2D): Tensor2D {
  const product: Tensor2D = tf.matMul(x, matrix(weights, `${name}.weight`), false, true);
  const bias = `${name}.bias`;
  return weights[bias] === undefined ? product : tf.add(product, vector(weights, bias)) as Tensor2D;
}
