import type { MaskedLmConfig } from './config/model-config.ts';
import type { Scorer } from './backbone.ts';
import { neuronSpaceOf } from './config/feed-forward-widths.ts';
import { promptedMaskScores } from './models/masked-lm.ts';
import { firstPosition } from './models/masked-lm-embeddings.ts';
import { embeddingName } from './models/masked-lm-names.ts';
import { matrix, type Weights } from './models/weights.ts';

/** RoBERTa or BERT as a scorer: the mask stands first, before the soft prompt's other rows and the text, or within the text. */
export function maskedLmScorer(config: MaskedLmConfig, weights: Weights, maskTokenId: number): Scorer {
  return {
    family: 'masked-lm',
    maskTokenId,
    neuronSpaces: [neuronSpaceOf(config, 'encoder')],
    maxTextLength: (promptLength) => Math.max(0, config.maxPositions - firstPosition(config) - Math.max(1, promptLength)),
    scores: (batch, columns, options) => promptedMaskScores(weights, config, batch, maskTokenId, columns, options),
    wordEmbedding: matrix(weights, embeddingName(config, 'word_embeddings.weight')),
  };
}
