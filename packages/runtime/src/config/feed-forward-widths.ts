import type { NeuronSpace, Stack } from '../types.ts';
import type { ModelConfig } from './model-config.ts';

/** Neurons of every layer of a stack; none for a decoder that the model has not. */
export function feedForwardWidths(config: ModelConfig, stack: Stack): readonly number[] {
  if (stack === 'encoder') return config.encoderWidths ?? new Array<number>(config.layers).fill(config.intermediateSize);
  return config.architecture === 't5' ? (config.decoderWidths ?? new Array<number>(config.decoderLayers).fill(config.intermediateSize)) : [];
}

export function neuronSpaceOf(config: ModelConfig, stack: Stack): NeuronSpace {
  const widths = feedForwardWidths(config, stack);
  const width = Math.max(...widths);
  return { stack, layers: widths.length, width, ...(widths.some((other) => other !== width) && { widths }) };
}
