import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { PromptedBatch } from '../types.ts';

/**
 * [rows, width] -> [batch, rows, width]; of several prompts, [prompts * rows, width], each is repeated for its share of the batch, one
 * behind the other. An addition, because its gradient is one sum; that of tf.tile is a slice per example.
 */
export function repeatRows(rows: Tensor2D, batch: number, prompts = 1): Tensor3D {
  if (prompts === 1) return tf.add(tf.expandDims(rows, 0), tf.zeros([batch, 1, 1]));
  const [count, width] = [rows.shape[0] / prompts, rows.shape[1]];
  const repeated: Tensor4D = tf.add(tf.reshape(rows, [prompts, 1, count, width]), tf.zeros([1, batch / prompts, 1, 1]));
  return tf.reshape(repeated, [batch, count, width]);
}

/** Virtual tokens before each text. */
export function promptLengthOf({ prompt, prompts = 1 }: Pick<PromptedBatch, 'prompt' | 'prompts'>): number {
  return prompt === null ? 0 : prompt.shape[0] / prompts;
}
