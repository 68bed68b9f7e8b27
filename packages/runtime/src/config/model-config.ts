import type { MaskedLmArchitecture } from '../models/masked-lm-families/index.ts';

/** Non-linearity of the feed-forward layers. `gelu_new` is the tanh approximation. */
export type ActivationFunction = 'gelu' | 'gelu_new' | 'relu';

/** What the code of masked language models needs to know of a checkpoint. */
export interface MaskedLmConfig {
  architecture: MaskedLmArchitecture;
  vocabularySize: number;
  hiddenSize: number;
  layers: number;
  heads: number;
  /** Width of the feed-forward layers: neurons per layer; the widest layer's where a pruned model's differ. */
  intermediateSize: number;
  /** Neurons of each layer, where they differ. */
  encoderWidths?: readonly number[];
  /** Rows of the position embedding, RoBERTa's offset included. */
  maxPositions: number;
  tokenTypes: number;
  layerNormEpsilon: number;
  activation: ActivationFunction;
  padTokenId: number;
  /** The output matrix is the word embedding. */
  tiedHead: boolean;
  /** Standard deviation of freshly initialised weights. */
  initializerRange: number;
}

/** What the T5 code needs to know of a checkpoint. */
export interface T5Config {
  architecture: 't5';
  vocabularySize: number;
  hiddenSize: number;
  /** Width of one attention head; heads * headSize need not be the hidden size. */
  headSize: number;
  heads: number;
  /** Neurons per layer; the widest layer's where a pruned model's differ. */
  intermediateSize: number;
  /** Neurons of each layer of a stack, where they differ within it or between the stacks. */
  encoderWidths?: readonly number[];
  decoderWidths?: readonly number[];
  /** The feed-forward output has a bias, which published T5 models have not: what pruned neurons added on average. */
  feedForwardBias?: boolean;
  layers: number;
  decoderLayers: number;
  relativeBuckets: number;
  relativeMaxDistance: number;
  layerNormEpsilon: number;
  activation: ActivationFunction;
  /** v1.1: two input matrices, the activation of one times the other. */
  gated: boolean;
  /** v1.0: the decoder output times hiddenSize^-0.5 before a head that is the embedding; v1.1 has a head of its own. */
  scaleDecoderOutput: boolean;
  padTokenId: number;
  decoderStartTokenId: number;
  initializerFactor: number;
}

/** What is needed of a config.json. */
export type ModelConfig = MaskedLmConfig | T5Config;
