import type { Scorer } from './backbone.ts';
import type { T5Config } from './config/model-config.ts';
import { promptedStepLogits } from './models/t5.ts';
import { sharedEmbedding } from './models/t5-names.ts';
import { matrix, type Weights } from './models/weights.ts';

/** T5 as a scorer: the soft prompt before the encoder's text, the label word at the first decoder step. */
export function t5Scorer(config: T5Config, weights: Weights): Scorer {
  return {
    family: 'encoder-decoder',
    maskTokenId: undefined,
    neuronSpaces: [
      { stack: 'encoder', layers: config.layers, width: config.intermediateSize },
      { stack: 'decoder', layers: config.decoderLayers, width: config.intermediateSize },
    ],
    maxTextLength: () => Infinity,
    logits: (batch, columns, options) => promptedStepLogits(weights, config, batch, columns, options),
    wordEmbedding: matrix(weights, sharedEmbedding),
  };
}
