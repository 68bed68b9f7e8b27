import type { ModelConfig } from '@skill-neurons/runtime';

/** A model with random weights, and how it is prompted. */
export interface BenchModel {
  name: string;
  config: ModelConfig;
  virtualTokens: number;
  /** Undefined for T5. */
  maskTokenId: number | undefined;
  /** Length of every text in the original protocol, padding counted: 231 - 100 for RoBERTa, 230 - 100 for T5 (paper.md A2, A3). */
  fixedTextLength: number;
  /** Which histogram of text lengths goes with its tokenizer. */
  tokenizer: 'roberta-base' | 't5-base';
}

interface Sizes {
  hiddenSize: number;
  layers: number;
  heads: number;
  intermediateSize: number;
  vocabularySize: number;
}

const base: Omit<Sizes, 'vocabularySize'> = { hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072 };
const tiny: Sizes = { hiddenSize: 32, layers: 2, heads: 2, intermediateSize: 64, vocabularySize: 300 };

/** Larger random weights than a new model's make a tiny model sensitive to every mistake. */
const tinySpread = 0.2;

export const benchModels: readonly BenchModel[] = [
  roberta('roberta-base', { ...base, vocabularySize: 50_265 }, 100, 0.02),
  t5('t5-base', { ...base, vocabularySize: 32_128 }, 100),
  roberta('tiny-roberta', tiny, 8, tinySpread),
  t5('tiny-t5', tiny, 8),
];

function roberta(name: string, sizes: Sizes, virtualTokens: number, initializerRange: number): BenchModel {
  const config: ModelConfig = {
    architecture: 'roberta', ...sizes, maxPositions: 514, tokenTypes: 1, layerNormEpsilon: 1e-5, activation: 'gelu', padTokenId: 1, tiedHead: true, initializerRange,
  };
  return { name, config, virtualTokens, maskTokenId: sizes.vocabularySize - 1, fixedTextLength: 131, tokenizer: 'roberta-base' };
}

function t5(name: string, sizes: Sizes, virtualTokens: number): BenchModel {
  const config: ModelConfig = {
    architecture: 't5', ...sizes, headSize: sizes.hiddenSize / sizes.heads, decoderLayers: sizes.layers, relativeBuckets: 32, relativeMaxDistance: 128,
    layerNormEpsilon: 1e-6, activation: 'relu', gated: false, scaleDecoderOutput: true, padTokenId: 0, decoderStartTokenId: 0, initializerFactor: 1,
  };
  return { name, config, virtualTokens, maskTokenId: undefined, fixedTextLength: 130, tokenizer: 't5-base' };
}
