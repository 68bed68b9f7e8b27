import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { MaskedLmConfig } from '../config/model-config.ts';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { ForwardOptions, LabelTokens, PromptedBatch } from '../types.ts';
import { paddingBias } from './attention.ts';
import { forwardPass, type ForwardPass } from './dropout.ts';
import { piecesOf, rowsAtPlace, scoreWords } from './label-scores.ts';
import { maskedLmBlock, type BlockContext, type RowChoice } from './masked-lm-block.ts';
import { embedPromptBeforeText, embedPromptedText, embedText } from './masked-lm-embeddings.ts';
import { maskedLmHead } from './masked-lm-head.ts';
import { promptLengthOf } from './repeat-rows.ts';
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
 * Scores of label words, [batch, words], with a soft prompt before the text, see `Backbone.score`: at the mask in row 0 of the prompt,
 * or at the masks in the text where the batch says where they are.
 */
export function promptedMaskScores(
  weights: Weights, config: MaskedLmConfig, batch: PromptedBatch, maskTokenId: number, words: readonly LabelTokens[], options: ForwardOptions = {},
): Tensor2D {
  const [size, length] = batch.ids.shape;
  const { maskPositions } = batch;
  const inText = maskPositions !== undefined;
  const promptLength = batch.prompt === null && !inText ? 1 : promptLengthOf(batch);
  const masks = inText ? maskPositions.length / size : 1;
  checkMasks(words, masks, size);
  const embedded = inText ? embedPromptBeforeText(weights, config, batch) : embedPromptedText(weights, config, batch, maskTokenId);
  const mask = promptLength === 0 ? batch.mask : tf.concat([tf.ones([size, promptLength]) as Tensor2D, batch.mask], 1);
  const scoredRows = inText ? rowsAt(maskPositions.map((position) => promptLength + position), size, promptLength + length) : firstRows(size);
  const hidden = encodeRows(weights, config, embedded, mask, { promptLength, maskPosition: inText ? undefined : 0, pass: forwardPass(options), scoredRows });
  return scoreWords(words, (_, i) => i, (place, columns) => maskedLmHead(weights, config, rowsAtPlace(hidden, place, size), columns));
}

function checkMasks(words: readonly LabelTokens[], masks: number, size: number): void {
  const longest = Math.max(...piecesOf(words).map(({ length }) => length));
  if (Number.isInteger(masks) && masks >= longest) return;
  throw new SkillNeuronsError({
    code: 'SCORE_MASKS',
    message: `a label word of ${longest} pieces needs as many masks, the ${size} texts have ${masks} each`,
    hint: 'score words of one piece, or put {mask} into the template',
  });
}

/** Some positions of each example, as many of each. A product with zeros and ones, because wasm has no gradient of tf.gather. */
function rowsAt(positions: Int32Array, batch: number, length: number): RowChoice {
  const places = positions.length / batch;
  const choice = new Float32Array(positions.length * length);
  positions.forEach((position, i) => (choice[i * length + position] = 1));
  const chosen = tf.tensor3d(choice, [batch, places, length]);
  return (hidden) => tf.reshape(tf.matMul(chosen, tf.reshape(hidden, [batch, length, hidden.shape[1]])), [positions.length, hidden.shape[1]]);
}

/** The first position of each example. */
const firstRows = (batch: number): RowChoice => (hidden) => rowsAtPlace(hidden, 0, batch);

/** The first `count` positions of each example: of [batch * positions, hidden size] to [batch * count, hidden size]. */
function leadingRows(hidden: Tensor2D, batch: number, count: number): Tensor2D {
  const [rows, width] = hidden.shape;
  const byExample: Tensor3D = tf.reshape(hidden, [batch, rows / batch, width]);
  return tf.reshape(tf.slice(byExample, [0, 0, 0], [batch, count, width]), [batch * count, width]);
}

interface EncodeOptions {
  promptLength: number;
  maskPosition: number | undefined;
  pass: ForwardPass;
  /** As many of each example. */
  scoredRows: RowChoice;
}

/** Hidden states of the scored rows, [rows, hidden size]. */
function encodeRows(weights: Weights, config: MaskedLmConfig, embedded: Tensor3D, mask: Tensor2D, { promptLength, maskPosition, pass, scoredRows }: EncodeOptions): Tensor2D {
  const context = { batch: embedded.shape[0], bias: paddingBias(mask), ...pass, promptLength, maskPosition };
  const last = config.layers - 1;
  const beforeLast = runBlocks(weights, config, flatten(embedded), context, last);
  // Unless somebody looks at it, the last block computes only what the head reads.
  if (pass.lastBlock === 'scored') return maskedLmBlock(weights, config, last, beforeLast, context, { wanted: scoredRows(beforeLast) });
  if (pass.lastBlock === 'prompt' && maskPosition !== undefined) {
    return maskedLmBlock(weights, config, last, beforeLast, context, { wanted: leadingRows(beforeLast, context.batch, promptLength), behindHooks: scoredRows });
  }
  return scoredRows(maskedLmBlock(weights, config, last, beforeLast, context));
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
