import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../config/model-config.ts';
import { gelu } from 'tfjs-backend-onnxruntime';

/** The non-linearity of a feed-forward layer, elementwise. */
export function activate<T extends Tensor>(x: T, name: ActivationFunction): T {
  if (name === 'relu') return tf.relu(x);
  return gelu(x, name === 'gelu' ? 'erf' : 'tanh');
}
