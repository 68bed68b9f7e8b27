import type { ModelConfig } from '../config/model-config.ts';
import type { Stack } from '../types.ts';
import { blockName } from './masked-lm-names.ts';
import { feedForwardName } from './t5-names.ts';

/** The linear layers around the neurons of one layer: into them, two where they are gated, and out of them. */
export interface FeedForwardNames {
  inputs: readonly string[];
  output: string;
}

export function feedForwardNames(config: ModelConfig, stack: Stack, layer: number): FeedForwardNames {
  if (config.architecture !== 't5') {
    const block = blockName(config, layer);
    return { inputs: [`${block}.intermediate.dense`], output: `${block}.output.dense` };
  }
  const dense = `${feedForwardName(stack, layer)}.DenseReluDense`;
  return { inputs: (config.gated ? ['wi_0', 'wi_1'] : ['wi']).map((part) => `${dense}.${part}`), output: `${dense}.wo` };
}
