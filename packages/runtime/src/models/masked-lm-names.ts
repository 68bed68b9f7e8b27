import { feedForwardWidths } from '../config/feed-forward-widths.ts';
import type { MaskedLmConfig } from '../config/model-config.ts';
import { maskedLmFamily } from './masked-lm-families/index.ts';
import type { WeightSpec } from './weights.ts';

export const embeddingName = (config: MaskedLmConfig, part: string) => `${config.architecture}.embeddings.${part}`;
export const blockName = (config: MaskedLmConfig, layer: number) => `${config.architecture}.encoder.layer.${layer}`;

/** Every weight that a masked language model must have. */
export function maskedLmWeightSpecs(config: MaskedLmConfig): WeightSpec[] {
  const { hiddenSize: d, vocabularySize: v } = config;
  const drawn = { standardDeviation: config.initializerRange };
  const linear = (name: string, output: number, input: number): WeightSpec[] => [
    { name: `${name}.weight`, shape: [output, input], initial: drawn },
    { name: `${name}.bias`, shape: [output], initial: 'zeros' },
  ];
  const norm = (name: string): WeightSpec[] => [
    { name: `${name}.weight`, shape: [d], initial: 'ones' },
    { name: `${name}.bias`, shape: [d], initial: 'zeros' },
  ];
  const table = (part: string, rows: number): WeightSpec => ({ name: embeddingName(config, `${part}.weight`), shape: [rows, d], initial: drawn });
  const block = (f: number, layer: number): WeightSpec[] => {
    const name = blockName(config, layer);
    return [
      ...['query', 'key', 'value'].flatMap((part) => linear(`${name}.attention.self.${part}`, d, d)),
      ...linear(`${name}.attention.output.dense`, d, d),
      ...norm(`${name}.attention.output.LayerNorm`),
      ...linear(`${name}.intermediate.dense`, f, d),
      ...linear(`${name}.output.dense`, d, f),
      ...norm(`${name}.output.LayerNorm`),
    ];
  };
  const head = maskedLmFamily(config.architecture).head;
  return [
    table('word_embeddings', v),
    table('position_embeddings', config.maxPositions),
    table('token_type_embeddings', config.tokenTypes),
    ...norm(embeddingName(config, 'LayerNorm')),
    ...feedForwardWidths(config, 'encoder').flatMap(block),
    ...linear(head.dense, d, d),
    ...norm(head.layerNorm),
    { name: head.bias, shape: [v], initial: 'zeros' },
    ...(config.tiedHead ? [] : [{ name: head.decoder, shape: [v, d], initial: drawn, optional: true }]),
  ];
}
