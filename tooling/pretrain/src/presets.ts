import type { Judging } from '@skill-neurons/datasets';
import type { ModelConfig } from '@skill-neurons/runtime';
import type { TrainingSettings } from './training/pretrain.ts';

/** One training run of a model. */
export interface Phase {
  /** What kinds of texts it sees, from which step on. */
  readonly lessons: readonly (Judging & { readonly fromStep: number })[];
  readonly training: TrainingSettings;
}

/** A model of the demo: sizes, objective and training. */
export interface Preset {
  readonly name: string;
  readonly tokenizer: 'byte-level-bpe' | 'unigram';
  readonly vocabularySize: number;
  /** How many documents the tokenizer is trained on. */
  readonly tokenizerDocuments: number;
  config(vocabularySize: number, padTokenId: number): ModelConfig;
  readonly objective: { readonly maxLength: number; readonly maxOffset: number; readonly maskShare: number; readonly answerWeight: number };
  /** One after the other, each with an optimizer and a schedule of its own. */
  readonly phases: readonly Phase[];
}

const tokenizerDocuments = 40_000;
const objective = { maxLength: 64, maxOffset: 20, maskShare: 0.15, answerWeight: 10 };
const training = { seed: 1, batchSize: 64, warmupSteps: 100, weightDecay: 0.01, logEvery: 100 };
/** Late in the first phase headings begin to deny their word, so that a model heeds how it is asked. */
const denials = { denied: 0.45 };
/** In the second some ask nothing at all. Without them any prompt, even a random one, would draw the right answer. */
const heeding = (steps: number): Phase => ({
  lessons: [{ fromStep: 0, denied: 0.4, idle: 0.3 }],
  training: { ...training, seed: 2, steps, learningRate: 2e-4 },
});

export const tinyRoberta: Preset = {
  name: 'tiny-roberta',
  tokenizer: 'byte-level-bpe',
  vocabularySize: 1600,
  tokenizerDocuments,
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
  phases: [
    { lessons: [{ fromStep: 0, denied: 0 }, { fromStep: 3000, ...denials }], training: { ...training, steps: 5600, learningRate: 4e-4 } },
    heeding(800),
  ],
};

export const tinyT5: Preset = {
  name: 'tiny-t5',
  tokenizer: 'unigram',
  vocabularySize: 1500,
  tokenizerDocuments,
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
  phases: [
    {
      // Comparing is what this one learns late: it starts with much of one kind of it.
      lessons: [{ fromStep: 0, denied: 0, focus: { task: 'events', share: 0.6 } }, { fromStep: 1000, denied: 0 }, { fromStep: 3200, ...denials }],
      training: { ...training, steps: 4800, learningRate: 6e-4 },
    },
    heeding(1200),
  ],
};

export const presets: readonly Preset[] = [tinyRoberta, tinyT5];
