import * as tf from '@tensorflow/tfjs-core';
import { resolveLabelWords } from '@skill-neurons/data';
import { scoreBatch } from '@skill-neurons/prompt-tuning';
import { tapHook } from '@skill-neurons/runtime';
import type { EncodeTexts } from '../constraints/minimum-similarity.ts';
import { createTextReader, type TextReaderOptions } from './batch-runner.ts';

/**
 * The backbone as a sentence encoder: the FFN activations (after the non-linearity) of its last encoder layer, averaged over the
 * tokens of the text, without a soft prompt. A stand-in for the sentence encoders of the literature: thresholds of those mean
 * nothing here.
 */
export function pooledStates(options: Omit<TextReaderOptions, 'virtualTokens'> & { signal?: AbortSignal | undefined }): EncodeTexts {
  const { backbone, task, tokenizer, signal } = options;
  const reader = createTextReader({ ...options, virtualTokens: 1 });
  const columns = resolveLabelWords(task, backbone.family, tokenizer).ids;
  const last = backbone.neuronSpaces.find(({ stack }) => stack === 'encoder')!.layers - 1;
  return async (texts) => {
    const vectors = new Array<Float32Array>(texts.length);
    for (const batch of reader.batches(texts.map((fields) => reader.encode(fields)))) {
      signal?.throwIfAborted();
      const pooled = tf.tidy(() => {
        let mean: tf.Tensor2D | undefined;
        const hook = tapHook({
          stack: 'encoder',
          positions: 'text',
          onActivation: (activation, { layer }) => {
            if (layer !== last) return;
            const mask = tf.tensor3d(batch.mask, [batch.size, batch.length, 1]);
            mean = tf.keep(tf.div(tf.sum(tf.mul(activation, mask), 1), tf.sum(mask, 1)));
          },
        });
        scoreBatch(backbone, null, batch, columns, { hooks: [hook] });
        return mean!;
      });
      const values = (await pooled.data()) as Float32Array;
      const width = pooled.shape[1];
      pooled.dispose();
      batch.indices.forEach((index, row) => (vectors[index] = values.slice(row * width, (row + 1) * width)));
    }
    return vectors;
  };
}
