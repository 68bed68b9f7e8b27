import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { T5Config } from '../config/model-config.ts';
import { labelColumns } from 'tfjs-backend-onnxruntime';
import { paddingBias } from './attention.ts';
import { applyDropout, type Dropout, type ForwardPass } from './dropout.ts';
import { linear } from './linear.ts';
import { bucketTable, relativeBias, relativePositionBucket } from './relative-position.ts';
import type { EncoderOutput } from './t5-encoder.ts';
import { blockName, ownHead, relativeBiasName, sharedEmbedding } from './t5-names.ts';
import { t5Attention, t5FeedForward, t5Norm } from './t5-parts.ts';
import { matrix, type Weights } from './weights.ts';

/** Several continuations of one start in one sequence: the step that each position stands for, and its branch; -1 belongs to all. */
export interface DecoderBranches {
  steps: readonly number[];
  branches: readonly number[];
}

/**
 * The T5 decoder over all positions of its input, each seeing only itself and those before.
 * @param ids [batch, length] int32, the start token first
 * @param branches makes each position see only earlier steps of its own branch and of the start
 * @returns [batch * length, hidden size], normalised
 */
export function t5Decode(weights: Weights, config: T5Config, ids: Tensor2D, encoded: EncoderOutput, pass: ForwardPass, branches?: DecoderBranches): Tensor2D {
  const [batch, length] = ids.shape;
  const crossBias = paddingBias(encoded.mask);
  const { dropout } = pass;
  // With one position softmax runs over one key and is 1: the attention is the value itself, unless dropout takes the 1 away.
  const selfBias = length === 1 && dropout === undefined ? null : branches === undefined ? causalBias(weights, config, length) : branchBias(weights, config, branches);
  let hidden = applyDropout(dropout, tf.reshape(tf.gather(matrix(weights, sharedEmbedding), ids), [batch * length, config.hiddenSize]) as Tensor2D);
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    hidden = tf.add(hidden, selfAttention(weights, config, layer, hidden, batch, selfBias, dropout));
    const name = `${blockName('decoder', layer)}.1`;
    const normed = t5Norm(weights, config, `${name}.layer_norm`, hidden);
    hidden = tf.add(hidden, t5Attention(weights, config, `${name}.EncDecAttention`, normed, encoded.hidden, batch, crossBias, dropout));
    hidden = t5FeedForward(weights, config, 'decoder', layer, hidden, batch, pass, 0);
  }
  return applyDropout(dropout, t5Norm(weights, config, 'decoder.final_layer_norm', hidden));
}

/**
 * Logits of decoder output [rows, hidden size].
 * @param columns vocabulary ids to score, int32 [columns]; the whole vocabulary when absent
 */
export function t5Head(weights: Weights, config: T5Config, hidden: Tensor2D, columns?: Tensor1D): Tensor2D {
  const output = matrix(weights, weights[ownHead] === undefined ? sharedEmbedding : ownHead);
  const scale = config.scaleDecoderOutput ? config.hiddenSize ** -0.5 : 1;
  if (columns !== undefined) return labelColumns(hidden, output, columns, { scale });
  return tf.matMul(scale === 1 ? hidden : tf.mul(hidden, scale), output, false, true);
}

function selfAttention(weights: Weights, config: T5Config, layer: number, x: Tensor2D, batch: number, bias: Tensor | null, dropout: Dropout | undefined): Tensor2D {
  const block = `${blockName('decoder', layer)}.0`;
  const name = `${block}.SelfAttention`;
  const normed = t5Norm(weights, config, `${block}.layer_norm`, x);
  if (bias === null) return linear(weights, `${name}.o`, linear(weights, `${name}.v`, normed));
  return t5Attention(weights, config, name, normed, normed, batch, bias, dropout);
}

/** Relative positions plus a very low score for every later key, [1, heads, length, length]. */
function causalBias(weights: Weights, config: T5Config, length: number): Tensor4D {
  const table = bucketTable(length, length, false, config.relativeBuckets, config.relativeMaxDistance);
  const later = tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0));
  return tf.add(relativeBias(matrix(weights, relativeBiasName('decoder')), table), tf.mul(later, -1e9));
}

/** The same for branches, [1, heads, length, length]: distances are those of the steps. */
function branchBias(weights: Weights, config: T5Config, { steps, branches }: DecoderBranches): Tensor4D {
  const length = steps.length;
  const pairs = Array.from({ length: length * length }, (_, i) => [Math.floor(i / length), i % length] as const);
  const buckets = pairs.map(([query, key]) => relativePositionBucket(steps[key]! - steps[query]!, false, config.relativeBuckets, config.relativeMaxDistance));
  const hidden = pairs.map(([query, key]) => (steps[key]! <= steps[query]! && (branches[key] === -1 || branches[key] === branches[query]) ? 0 : -1e9));
  const bias = relativeBias(matrix(weights, relativeBiasName('decoder')), tf.tensor2d(buckets, [length, length], 'int32'));
  return tf.add(bias, tf.tensor2d(hidden, [length, length]));
}
