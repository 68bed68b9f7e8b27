import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** [rows, width] -> [batch, rows, width]. An addition, because its gradient is one sum; that of tf.tile is a slice per example. */
export function repeatRows(rows: Tensor2D, batch: number): Tensor3D {
  return tf.add(tf.expandDims(rows, 0), tf.zeros([batch, 1, 1]));
}
