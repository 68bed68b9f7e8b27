import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';

/** Gaussian error linear unit: x * Phi(x), exactly (`erf`) or by its tanh approximation. */
export function gelu<T extends Tensor>(x: T, kind: 'erf' | 'tanh'): T {
  const inner = kind === 'erf'
    ? tf.erf(tf.mul(x, Math.SQRT1_2))
    : tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI)));
  return tf.mul(tf.mul(x, 0.5), tf.add(inner, 1)) as T;
}

/** Layer normalisation over the last axis. */
export function layerNorm<T extends Tensor>(x: T, gamma: Tensor1D, beta: Tensor1D, epsilon: number): T {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), gamma), beta) as T;
}

/** Root-mean-square normalisation over the last axis (T5): no mean, no bias. */
export function rmsNorm<T extends Tensor>(x: T, gamma: Tensor1D, epsilon: number): T {
  const meanSquare = tf.mean(tf.square(x), -1, true);
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), gamma) as T;
}
