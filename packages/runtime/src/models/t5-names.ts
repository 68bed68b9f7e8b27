import { feedForwardWidths } from '../config/feed-forward-widths.ts';
import type { T5Config } from '../config/model-config.ts';
import type { Stack } from '../types.ts';
import type { WeightSpec } from './weights.ts';

export const sharedEmbedding = 'shared.weight';
export const ownHead = 'lm_head.weight';
export const blockName = (stack: Stack, layer: number) => `${stack}.block.${layer}.layer`;
/** The feed-forward part is the last of a block: behind self-attention and, in the decoder, cross-attention. */
export const feedForwardName = (stack: Stack, layer: number) => `${blockName(stack, layer)}.${stack === 'encoder' ? 1 : 2}`;
/** Only the first block of a stack holds a table; the others use its values. */
export const relativeBiasName = (stack: Stack) => `${blockName(stack, 0)}.0.SelfAttention.relative_attention_bias.weight`;

/** Every weight that a T5 must have; drawn with the standard deviations of Mesh TensorFlow. */
export function t5WeightSpecs(config: T5Config): WeightSpec[] {
  const { hiddenSize: d, heads, headSize, initializerFactor } = config;
  const inner = heads * headSize;
  const drawn = (name: string, shape: number[], standardDeviation: number): WeightSpec => ({
    name, shape, initial: { standardDeviation: initializerFactor * standardDeviation },
  });
  const norm = (name: string): WeightSpec => ({ name: `${name}.weight`, shape: [d], initial: 'ones' });
  const attention = (name: string): WeightSpec[] => [
    drawn(`${name}.q.weight`, [inner, d], (d * headSize) ** -0.5),
    drawn(`${name}.k.weight`, [inner, d], d ** -0.5),
    drawn(`${name}.v.weight`, [inner, d], d ** -0.5),
    drawn(`${name}.o.weight`, [d, inner], inner ** -0.5),
  ];
  const feedForward = (name: string, f: number): WeightSpec[] => [
    ...(config.gated ? ['wi_0', 'wi_1'] : ['wi']).map((part) => drawn(`${name}.DenseReluDense.${part}.weight`, [f, d], d ** -0.5)),
    drawn(`${name}.DenseReluDense.wo.weight`, [d, f], f ** -0.5),
    ...(config.feedForwardBias ? [{ name: `${name}.DenseReluDense.wo.bias`, shape: [d], initial: 'zeros' as const }] : []),
    norm(`${name}.layer_norm`),
  ];
  const block = (stack: Stack, f: number, layer: number): WeightSpec[] => [
    ...attention(`${blockName(stack, layer)}.0.SelfAttention`),
    norm(`${blockName(stack, layer)}.0.layer_norm`),
    ...(stack === 'decoder' ? [...attention(`${blockName(stack, layer)}.1.EncDecAttention`), norm(`${blockName(stack, layer)}.1.layer_norm`)] : []),
    ...feedForward(feedForwardName(stack, layer), f),
  ];
  const stackSpecs = (stack: Stack): WeightSpec[] => [
    drawn(relativeBiasName(stack), [config.relativeBuckets, heads], d ** -0.5),
    ...feedForwardWidths(config, stack).flatMap((f, layer) => block(stack, f, layer)),
    norm(`${stack}.final_layer_norm`),
  ];
  const head = config.scaleDecoderOutput ? [] : [{ ...drawn(ownHead, [config.vocabularySize, d], 1), optional: true }];
  return [drawn(sharedEmbedding, [config.vocabularySize, d], 1), ...stackSpecs('encoder'), ...stackSpecs('decoder'), ...head];
}
