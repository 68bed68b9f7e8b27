import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { MaskedLmConfig } from '../config/model-config.ts';
import { activate } from './activation.ts';
import { linear } from './linear.ts';
import { maskedLmFamily } from './masked-lm-families/index.ts';
import { embeddingName } from './masked-lm-names.ts';
import { labelColumns, layerNorm } from 'tfjs-backend-onnxruntime';
import { matrix, vector, type Weights } from './weights.ts';

/**
 * The masked-LM head on hidden states [rows, hidden size].
 * @param columns vocabulary ids to score, int32 [columns]; the whole vocabulary when absent
 * @returns logits [rows, columns]
 */
export function maskedLmHead(weights: Weights, config: MaskedLmConfig, hidden: Tensor2D, columns?: Tensor1D): Tensor2D {
  const { head: names, headActivation } = maskedLmFamily(config.architecture);
  // RoBERTa's head has its GELU fixed; BERT's follows the configuration.
  const dense = activate(linear(weights, names.dense, hidden), headActivation === 'configured' ? config.activation : headActivation);
  const normed = layerNorm(dense, vector(weights, `${names.layerNorm}.weight`), vector(weights, `${names.layerNorm}.bias`), config.layerNormEpsilon);
  const output = matrix(weights, weights[names.decoder] === undefined ? embeddingName(config, 'word_embeddings.weight') : names.decoder);
  const bias = vector(weights, names.bias);
  if (columns === undefined) return tf.add(tf.matMul(normed, output, false, true), bias);
  return labelColumns(normed, output, columns, { bias });
}
