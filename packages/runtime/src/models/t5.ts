import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { T5Config } from '../config/model-config.ts';
import type { ForwardOptions, PromptedBatch } from '../types.ts';
import { forwardPass } from './dropout.ts';
import { repeatRows } from './repeat-rows.ts';
import { t5Decode, t5Head } from './t5-decoder.ts';
import { t5Encode } from './t5-encoder.ts';
import { sharedEmbedding } from './t5-names.ts';
import { matrix, type Weights } from './weights.ts';

/** Source and target text, padded on the right. */
export interface SequencePair {
  /** [batch, source length] int32 */
  encoderIds: Tensor2D;
  /** 1 for a token, 0 for padding, [batch, source length] float32 */
  encoderMask: Tensor2D;
  /** The start token and then the target without its last token, [batch, target length] int32. */
  decoderIds: Tensor2D;
}

/**
 * Teacher-forced logits over the vocabulary at every decoder position, as in pre-training: differentiable in every weight.
 * @returns [batch, target length, vocabulary]
 */
export function t5Logits(weights: Weights, config: T5Config, inputs: SequencePair, options: ForwardOptions = {}): Tensor3D {
  const pass = forwardPass(options);
  const [batch, length] = inputs.decoderIds.shape;
  const encoded = t5Encode(weights, config, embed(weights, inputs.encoderIds), inputs.encoderMask, 0, pass);
  const logits = t5Head(weights, config, t5Decode(weights, config, inputs.decoderIds, encoded, pass));
  return tf.reshape(logits, [batch, length, config.vocabularySize]);
}

/**
 * Logits of some vocabulary columns at the first decoder step, with a soft prompt before the encoder's text.
 * @param columns vocabulary ids, int32 [columns]
 * @returns [batch, columns]
 */
export function promptedStepLogits(weights: Weights, config: T5Config, batch: PromptedBatch, columns: Tensor1D, options: ForwardOptions = {}): Tensor2D {
  const { prompt, ids, embeddingShift } = batch;
  const size = ids.shape[0];
  const pass = forwardPass(options);
  const promptLength = prompt?.shape[0] ?? 0;
  const words = embed(weights, ids);
  const text = embeddingShift === undefined ? words : (tf.add(words, embeddingShift) as Tensor3D);
  const embedded = prompt === null ? text : tf.concat([repeatRows(prompt, size), text], 1);
  const mask = prompt === null ? batch.mask : tf.concat([tf.ones([size, promptLength]) as Tensor2D, batch.mask], 1);
  const encoded = t5Encode(weights, config, embedded, mask, promptLength, pass);
  const start = tf.fill([size, 1], config.decoderStartTokenId, 'int32') as Tensor2D;
  return t5Head(weights, config, t5Decode(weights, config, start, encoded, pass), columns);
}

function embed(weights: Weights, ids: Tensor2D): Tensor3D {
  return tf.gather(matrix(weights, sharedEmbedding), ids) as unknown as Tensor3D;
}
