import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { T5Config } from '../config/model-config.ts';
import { paddingBias } from './attention.ts';
import { encoderState, liesBelow } from '../hooks/forward-state.ts';
import { applyDropout, type ForwardPass } from './dropout.ts';
import { bucketTable, relativeBias } from './relative-position.ts';
import { blockName, relativeBiasName } from './t5-names.ts';
import { t5Attention, t5FeedForwardOutput, t5Neurons, t5Norm } from './t5-parts.ts';
import { matrix, type Weights } from './weights.ts';

/** Encoder output with what the decoder needs to attend to it. */
export interface EncoderOutput {
  /** [batch * positions, hidden size] */
  hidden: Tensor2D;
  /** [batch, positions] */
  mask: Tensor2D;
}

/**
 * The T5 encoder on embedded input.
 * @param embedded [batch, positions, hidden size]
 * @param mask 1 for a token, 0 for padding, [batch, positions]
 */
export function t5Encode(
  weights: Weights, config: T5Config, embedded: Tensor3D, mask: Tensor2D, promptLength: number, pass: ForwardPass,
): EncoderOutput {
  const [batch, positions, width] = embedded.shape;
  const table = bucketTable(positions, positions, true, config.relativeBuckets, config.relativeMaxDistance);
  const bias = tf.add(relativeBias(matrix(weights, relativeBiasName('encoder')), table), paddingBias(mask));
  const { dropout } = pass;
  let hidden = applyDropout(dropout, tf.reshape(embedded, [batch * positions, width]) as Tensor2D);
  for (let layer = 0; layer < config.layers; layer++) {
    if (liesBelow(layer, pass.from)) continue;
    const below = hidden;
    const state = encoderState(layer, pass, () => {
      const name = `${blockName('encoder', layer)}.0`;
      const normed = t5Norm(weights, config, `${name}.layer_norm`, below);
      const attended: Tensor2D = tf.add(below, t5Attention(weights, config, `${name}.SelfAttention`, normed, normed, batch, bias, dropout));
      return t5Neurons(weights, config, 'encoder', layer, attended);
    });
    hidden = t5FeedForwardOutput(weights, 'encoder', layer, state, batch, pass, promptLength);
  }
  const encoded = pass.from?.stack === 'decoder' ? pass.from.encoded : applyDropout(dropout, t5Norm(weights, config, 'encoder.final_layer_norm', hidden));
  if (pass.tap?.stack === 'decoder') pass.tap.onState({ stack: 'decoder', encoded });
  return { hidden: encoded, mask };
}
