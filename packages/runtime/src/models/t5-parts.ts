import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { T5Config } from '../config/model-config.ts';
import { applyHooks } from '../hooks/apply-hooks.ts';
import type { HookSite, Stack } from '../types.ts';
import { activate } from './activation.ts';
import { attend } from './attention.ts';
import { applyDropout, type Dropout, type ForwardPass } from './dropout.ts';
import { linear } from './linear.ts';
import { rmsNorm } from 'tfjs-backend-onnxruntime';
import { feedForwardName } from './t5-names.ts';
import { vector, type Weights } from './weights.ts';

/** Root-mean-square normalisation with `${name}.weight`. */
export function t5Norm(weights: Weights, config: T5Config, name: string, x: Tensor2D): Tensor2D {
  return rmsNorm(x, vector(weights, `${name}.weight`), config.layerNormEpsilon);
}

/**
 * T5 attention: no scaling of the products, no biases in the projections.
 * @param queries [batch * queries, hidden size]
 * @param keys [batch * keys, hidden size]: the queries' own stack, or the encoder's output
 * @param bias relative positions and padding, broadcast to [batch, heads, queries, keys]
 * @param dropout of the probabilities and the result, in training
 */
export function t5Attention(weights: Weights, config: T5Config, name: string, queries: Tensor2D, keys: Tensor2D, batch: number, bias: Tensor, dropout: Dropout | undefined): Tensor2D {
  const layer = { weights, query: `${name}.q`, key: `${name}.k`, value: `${name}.v`, heads: config.heads, scale: 1 };
  return applyDropout(dropout, linear(weights, `${name}.o`, attend(layer, queries, keys, batch, bias, dropout)));
}

/** A block before the activation is hooked: neurons [batch * positions, width], and the x that the result is added to. */
export interface FeedForwardState {
  activation: Tensor2D;
  residual: Tensor2D;
}

/** Neurons of a block. x: [batch * positions, hidden size]. */
export function t5Neurons(weights: Weights, config: T5Config, stack: Stack, layer: number, x: Tensor2D): FeedForwardState {
  const name = feedForwardName(stack, layer);
  const dense = `${name}.DenseReluDense`;
  const normed = t5Norm(weights, config, `${name}.layer_norm`, x);
  const activation: Tensor2D = config.gated
    ? tf.mul(activate(linear(weights, `${dense}.wi_0`, normed), config.activation), linear(weights, `${dense}.wi_1`, normed))
    : activate(linear(weights, `${dense}.wi`, normed), config.activation);
  return { activation, residual: x };
}

/** The rest of the feed-forward part of a block: hooks, output projection, residual; [batch * positions, hidden size]. */
export function t5FeedForwardOutput(
  weights: Weights, stack: Stack, layer: number, { activation, residual }: FeedForwardState, batch: number, { hooks, dropout }: ForwardPass, promptLength: number,
): Tensor2D {
  const site: HookSite = { name: `${stack}.blocks.${layer}.mlp.hook_post`, stack, layer, promptLength, maskPosition: undefined };
  const kept = applyDropout(dropout, applyHooks(hooks, activation, batch, site));
  return tf.add(residual, applyDropout(dropout, linear(weights, `${feedForwardName(stack, layer)}.DenseReluDense.wo`, kept)));
}

/** The feed-forward part of a block with its residual. x and result: [batch * positions, hidden size]. */
export function t5FeedForward(
  weights: Weights, config: T5Config, stack: Stack, layer: number, x: Tensor2D, batch: number, pass: ForwardPass, promptLength: number,
): Tensor2D {
  return t5FeedForwardOutput(weights, stack, layer, t5Neurons(weights, config, stack, layer, x), batch, pass, promptLength);
}
