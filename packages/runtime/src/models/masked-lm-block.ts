import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { MaskedLmConfig } from '../config/model-config.ts';
import { applyHooks } from '../hooks/apply-hooks.ts';
import { encoderState, liesBelow } from '../hooks/forward-state.ts';
import type { HookSite } from '../types.ts';
import { activate } from './activation.ts';
import { attend } from './attention.ts';
import { applyDropout, type ForwardPass } from './dropout.ts';
import { linear } from './linear.ts';
import { blockName } from './masked-lm-names.ts';
import { layerNorm } from 'tfjs-backend-onnxruntime';
import { vector, type Weights } from './weights.ts';

/** What every block of one forward pass shares. */
export interface BlockContext extends ForwardPass {
  batch: number;
  /** Additive attention mask, broadcast to [batch, heads, positions, positions]. */
  bias: Tensor;
  promptLength: number;
  maskPosition: number | undefined;
}

/** Chooses rows of hidden states [batch * positions, hidden size], as many of each example. */
export type RowChoice = (hidden: Tensor2D) => Tensor2D;

export interface BlockRows {
  /** The rows of x to compute, as many of each example; all when absent. */
  wanted?: Tensor2D;
  /** Which of them are needed behind the hooks; all when absent. */
  behindHooks?: RowChoice;
}

/**
 * One post-norm encoder block of RoBERTa and BERT.
 * @param x [batch * positions, hidden size]
 * @returns a row for each wanted one, [wanted, hidden size]; x as it is where the pass starts above this block
 */
export function maskedLmBlock(
  weights: Weights, config: MaskedLmConfig, layer: number, x: Tensor2D, context: BlockContext, { wanted = x, behindHooks = (rows) => rows }: BlockRows = {},
): Tensor2D {
  const name = blockName(config, layer);
  const norm = (part: string, value: Tensor2D) =>
    layerNorm(value, vector(weights, `${name}.${part}.LayerNorm.weight`), vector(weights, `${name}.${part}.LayerNorm.bias`), config.layerNormEpsilon);
  const { dropout } = context;
  if (liesBelow(layer, context.from)) return x;
  const { activation, residual } = encoderState(layer, context, () => {
    const mixed = linear(weights, `${name}.attention.output.dense`, selfAttention(weights, config, name, wanted, x, context));
    const attended = norm('attention.output', tf.add(applyDropout(dropout, mixed), wanted));
    return { activation: activate(linear(weights, `${name}.intermediate.dense`, attended), config.activation), residual: attended };
  });
  const scoredOnly = wanted !== x && context.lastBlock === 'scored';
  const hooked = behindHooks(applyHooks(context.hooks, activation, context.batch, siteOf(layer, context, scoredOnly)));
  return norm('output', tf.add(applyDropout(dropout, linear(weights, `${name}.output.dense`, hooked)), behindHooks(residual)));
}

function selfAttention(weights: Weights, config: MaskedLmConfig, name: string, queries: Tensor2D, x: Tensor2D, { batch, bias, dropout }: BlockContext): Tensor2D {
  const part = (projection: string) => `${name}.attention.self.${projection}`;
  const scale = 1 / Math.sqrt(config.hiddenSize / config.heads);
  return attend({ weights, query: part('query'), key: part('key'), value: part('value'), heads: config.heads, scale }, queries, x, batch, bias, dropout);
}

function siteOf(layer: number, { promptLength, maskPosition }: BlockContext, scoredOnly: boolean): HookSite {
  const place = scoredOnly ? { promptLength: maskPosition === undefined ? 0 : 1, maskPosition, scoredOnly } : { promptLength, maskPosition };
  return { name: `blocks.${layer}.mlp.hook_post`, stack: 'encoder', layer, ...place };
}
