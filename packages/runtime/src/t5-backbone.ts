import type { Scorer } from './backbone.ts';
import { neuronSpaceOf } from './config/feed-forward-widths.ts';
import type { T5Config } from './config/model-config.ts';
import { promptedWordScores } from './models/t5.ts';
import { sharedEmbedding } from './models/t5-names.ts';
import { matrix, type Weights } from './models/weights.ts';

/** T5 as a scorer: the soft prompt before the encoder's text, the label word at the decoder. */
export function t5Scorer(config: T5Config, weights: Weights): Scorer {
  return {
    family: 'encoder-decoder',
    maskTokenId: undefined,
    neuronSpaces: [neuronSpaceOf(config, 'encoder'), neuronSpaceOf(config, 'decoder')],
    maxTextLength: () => Infinity,
    scores: (batch, columns, options) => promptedWordScores(weights, config, batch, columns, options),
    wordEmbedding: matrix(weights, sharedEmbedding),
  };
}
