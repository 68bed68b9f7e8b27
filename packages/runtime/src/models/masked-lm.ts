import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { MaskedLmConfig } from '../config/model-config.ts';
import type { ForwardOptions, PromptedBatch } from '../types.ts';
import { paddingBias } from './attention.ts';
import { forwardPass, type ForwardPass } from './dropout.ts';
import { maskedLmBlock, type BlockContext } from './masked-lm-block.ts';
import { embedPromptedText, embedText } from './masked-lm-embeddings.ts';
import { maskedLmHead } from './masked-lm-head.ts';
import type { Weights } from './weights.ts';

/** Plain text for a masked language model, padded on the right. */
export interface TextInputs {
  /** [batch, length] int32 */
  ids: Tensor2D;
  /** 1 for a token, 0 for padding, [batch, length] float32 */
  mask: Tensor2D;
  /** Rows of the position embedding [batch, length] int32; counted from the first token when absent. */
  positionIds?: Tensor2D;
}

/**
 * Logits over the vocabulary as in pre-training: no soft prompt, differentiable in every weight.
 * @param scoredRows positions to score as batch index * length + position, int32 [rows]
 * @returns [rows, vocabulary]
 */
export function maskedLmLogits(weights: Weights, config: MaskedLmConfig, inputs: TextInputs, scoredRows: Tensor1D, options: ForwardOptions = {}): Tensor2D {
  const embedded = embedText(weights, config, inputs.ids, inputs.positionIds);
  // Here masks may stand anywhere.
  const context = { batch: inputs.ids.shape[0], bias: paddingBias(inputs.mask), ...forwardPass(options), promptLength: 0, maskPosition: undefined };
  const hidden = runBlocks(weights, config, flatten(embedded), context, config.layers);
  return maskedLmHead(weights, config, tf.gather(hidden, scoredRows));
}

/**
 * Logits of some vocabulary columns at the mask position, which stands first, with a soft prompt before the text.
 * @param columns vocabulary ids, int32 [columns]
 * @returns [batch, columns]
 */
export function promptedMaskLogits(
  weights: Weights, config: MaskedLmConfig, batch: PromptedBatch, maskTokenId: number, columns: Tensor1D, options: ForwardOptions = {},
): Tensor2D {
  const promptLength = batch.prompt?.shape[0] ?? 1;
  const size = batch.ids.shape[0];
  const embedded = embedPromptedText(weights, config, batch, maskTokenId);
  const mask = tf.concat([tf.ones([size, promptLength]) as Tensor2D, batch.mask], 1);
  return maskedLmHead(weights, config, encodeFirst(weights, config, embedded, mask, promptLength, forwardPass(options)), columns);
}

/** Hidden states of the first position, [batch, hidden size]. */
function encodeFirst(
  weights: Weights, config: MaskedLmConfig, embedded: Tensor3D, mask: Tensor2D, promptLength: number, pass: ForwardPass,
): Tensor2D {
  const context = { batch: embedded.shape[0], bias: paddingBias(mask), ...pass, promptLength, maskPosition: 0 };
  const firstRows = (hidden: Tensor2D) =>
    tf.reshape(tf.slice(tf.reshape(hidden, embedded.shape), [0, 0, 0], [embedded.shape[0], 1, config.hiddenSize]), [embedded.shape[0], config.hiddenSize]) as Tensor2D;
  const last = config.layers - 1;
  const beforeLast = runBlocks(weights, config, flatten(embedded), context, last);
  // Unless somebody looks at it, the last block computes only what the head reads.
  if (pass.hooks.length === 0) return maskedLmBlock(weights, config, last, beforeLast, context, firstRows(beforeLast));
  return firstRows(maskedLmBlock(weights, config, last, beforeLast, context));
}

function runBlocks(weights: Weights, config: MaskedLmConfig, x: Tensor2D, context: BlockContext, layers: number): Tensor2D {
  let hidden = x;
  for (let layer = 0; layer < layers; layer++) hidden = maskedLmBlock(weights, config, layer, hidden, context);
  return hidden;
}

/** [batch, positions, width] -> [batch * positions, width] */
function flatten(x: Tensor3D): Tensor2D {
  return tf.reshape(x, [x.shape[0] * x.shape[1], x.shape[2]]);
}
