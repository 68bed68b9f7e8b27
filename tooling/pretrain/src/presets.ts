import type { ModelConfig } from '@skill-neurons/runtime';
import type { TrainingSettings } from './training/pretrain.ts';

/** A model of the demo: sizes, objective and training. */
export interface Preset {
  readonly name: string;
  readonly tokenizer: 'byte-level-bpe' | 'unigram';
  readonly vocabularySize: number;
  config(vocabularySize: number, padTokenId: number): ModelConfig;
  readonly objective: { readonly maxLength: number; readonly maxOffset: number; readonly maskShare: number; readonly answerWeight: number };
  readonly training: TrainingSettings;
}

const objective = { maxLength: 64, maxOffset: 20, maskShare: 0.15, answerWeight: 5 };
const training = { seed: 1, steps: 6000, batchSize: 32, learningRate: 1e-3, warmupSteps: 100, weightDecay: 0.01, logEvery: 100 };

export const tinyRoberta: Preset = {
  name: 'tiny-roberta',
  tokenizer: 'byte-level-bpe',
  vocabularySize: 1600,
  config: (vocabularySize, padTokenId) => ({
    architecture: 'roberta',
    vocabularySize,
    hiddenSize: 128,
    layers: 4,
    heads: 4,
    intermediateSize: 512,
    maxPositions: 130,
    tokenTypes: 1,
    layerNormEpsilon: 1e-5,
    activation: 'gelu',
    padTokenId,
    tiedHead: true,
    initializerRange: 0.09,
  }),
  objective,
  training,
};

export const tinyT5: Preset = {
  name: 'tiny-t5',
  tokenizer: 'unigram',
  vocabularySize: 1500,
  config: (vocabularySize, padTokenId) => ({
    architecture: 't5',
    vocabularySize,
    hiddenSize: 128,
    headSize: 32,
    heads: 4,
    intermediateSize: 512,
    layers: 3,
    decoderLayers: 2,
    relativeBuckets: 32,
    relativeMaxDistance: 64,
    layerNormEpsilon: 1e-6,
    activation: 'relu',
    gated: false,
    scaleDecoderOutput: true,
    padTokenId,
    decoderStartTokenId: padTokenId,
    initializerFactor: 1,
  }),
  objective,
  training,
};

export const presets: readonly Preset[] = [tinyRoberta, tinyT5];
