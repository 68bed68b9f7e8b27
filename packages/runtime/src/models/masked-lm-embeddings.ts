import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { MaskedLmConfig } from '../config/model-config.ts';
import type { PromptedBatch } from '../types.ts';
import { maskedLmFamily } from './masked-lm-families/index.ts';
import { embeddingName } from './masked-lm-names.ts';
import { layerNorm } from 'tfjs-backend-onnxruntime';
import { promptLengthOf, repeatRows } from './repeat-rows.ts';
import { matrix, vector, type Weights } from './weights.ts';

/** Row of the position embedding of the first token. RoBERTa counts from behind its padding id. */
export function firstPosition(config: MaskedLmConfig): number {
  return maskedLmFamily(config.architecture).positionsBehindPadding ? config.padTokenId + 1 : 0;
}

/**
 * Embeddings of plain text: word + position + token type 0, normalised.
 * @param ids [batch, length] int32
 * @param positionIds rows of the position embedding [batch, length] int32; counted from the first token when absent
 * @returns [batch, length, hidden size]
 */
export function embedText(weights: Weights, config: MaskedLmConfig, ids: Tensor2D, positionIds?: Tensor2D): Tensor3D {
  const positions = positionIds === undefined
    ? positionRows(weights, config, firstPosition(config), ids.shape[1])
    : tf.gather(matrix(weights, embeddingName(config, 'position_embeddings.weight')), positionIds);
  return normalise(weights, config, tf.add(tf.add(embedWords(weights, config, ids), positions), typeRow(weights, config)));
}

/**
 * Embeddings of a soft prompt followed by text, in the layout of the paper's code: row 0 of the prompt gives way to the
 * word embedding of the mask token, virtual tokens get no position embedding (nor, in BERT, a token type), and text
 * counts its positions from behind the prompt. No prompt is a prompt of one row: the mask alone.
 * @returns [batch, virtual tokens + length, hidden size]
 */
export function embedPromptedText(weights: Weights, config: MaskedLmConfig, inputs: PromptedBatch, maskTokenId: number): Tensor3D {
  const { prompt, prompts, ids, embeddingShift } = inputs;
  const [batch, length] = ids.shape;
  const promptLength = Math.max(1, promptLengthOf(inputs));
  const type = typeRow(weights, config);
  const mask = tf.slice(matrix(weights, embeddingName(config, 'word_embeddings.weight')), [maskTokenId, 0], [1, config.hiddenSize]);
  const rows = prompt === null || promptLength === 1 ? mask : withMaskInFront(mask, prompt, prompts);
  const promptRows = maskedLmFamily(config.architecture).promptHasTokenType ? tf.add(rows, type) as Tensor2D : rows;
  const positions = positionRows(weights, config, firstPosition(config) + promptLength, length);
  const words = embedWords(weights, config, ids);
  const shifted = embeddingShift === undefined ? words : tf.add(words, embeddingShift);
  const text = tf.add(tf.add(shifted, positions), type) as Tensor3D;
  return normalise(weights, config, tf.concat([repeatRows(promptRows, batch, promptLength === 1 ? 1 : prompts), text], 1));
}

/** The mask's embedding, [1, width], in place of row 0 of every prompt. */
function withMaskInFront(mask: Tensor2D, prompt: Tensor2D, prompts = 1): Tensor2D {
  if (prompts === 1) return tf.concat([mask, tf.slice(prompt, [1, 0])]);
  const [rows, width] = prompt.shape;
  const others = tf.slice(tf.reshape(prompt, [prompts, rows / prompts, width]), [0, 1, 0]);
  return tf.reshape(tf.concat([repeatRows(mask, prompts), others], 1), [rows, width]);
}

/**
 * Embeddings of a soft prompt followed by text as PEFT lays them out with Hugging Face's models: virtual tokens stand in for word
 * embeddings, so that they get positions and the token type like any token, and text counts its positions from behind them.
 * @returns [batch, virtual tokens + length, hidden size]
 */
export function embedPromptBeforeText(weights: Weights, config: MaskedLmConfig, inputs: PromptedBatch): Tensor3D {
  const { prompt, prompts, ids, embeddingShift } = inputs;
  const [batch, length] = ids.shape;
  const words = embedWords(weights, config, ids);
  const text = embeddingShift === undefined ? words : (tf.add(words, embeddingShift) as Tensor3D);
  const tokens = prompt === null ? text : tf.concat([repeatRows(prompt, batch, prompts), text], 1);
  const positions = positionRows(weights, config, firstPosition(config), length + promptLengthOf(inputs));
  return normalise(weights, config, tf.add(tf.add(tokens, positions), typeRow(weights, config)));
}

function embedWords(weights: Weights, config: MaskedLmConfig, ids: Tensor2D): Tensor3D {
  return tf.gather(matrix(weights, embeddingName(config, 'word_embeddings.weight')), ids) as Tensor as Tensor3D;
}

function positionRows(weights: Weights, config: MaskedLmConfig, first: number, count: number): Tensor2D {
  return tf.slice(matrix(weights, embeddingName(config, 'position_embeddings.weight')), [first, 0], [count, config.hiddenSize]);
}

function typeRow(weights: Weights, config: MaskedLmConfig): Tensor2D {
  return tf.slice(matrix(weights, embeddingName(config, 'token_type_embeddings.weight')), [0, 0], [1, config.hiddenSize]);
}

function normalise(weights: Weights, config: MaskedLmConfig, x: Tensor): Tensor3D {
  const name = embeddingName(config, 'LayerNorm');
  return layerNorm(x, vector(weights, `${name}.weight`), vector(weights, `${name}.bias`), config.layerNormEpsilon) as Tensor3D;
}
