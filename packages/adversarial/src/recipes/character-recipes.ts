import { keepNumbers, keepStopWords, minimumLength, noRepeat } from '../constraints/position-constraints.ts';
import { maximumEditDistance, maximumShare, maximumWords } from '../constraints/draft-constraints.ts';
import { beamSearch } from '../search/beam-search.ts';
import { greedyByImportance } from '../search/greedy-by-importance.ts';
import { randomEdits } from '../search/random-edits.ts';
import { deleteCharacter, insertCharacter, insertSpace, substituteCharacter, swapCharacters } from '../transformations/characters/edit-characters.ts';
import { homoglyph } from '../transformations/characters/homoglyph.ts';
import { keyboardTypo } from '../transformations/characters/keyboard-typo.ts';
import { embeddingNeighbours } from '../transformations/words/embedding-neighbours.ts';
import type { Recipe } from './recipe.ts';
import { lexiconOf, shareConstraint, similarityConstraint } from './resources.ts';

export const textBugger: Recipe = {
  name: 'textbugger',
  level: 'word',
  description: 'a space within, a character gone, two swapped, a look-alike, or a near word, most important words first',
  source: 'Li et al. 2019, arXiv 1812.05271 (black-box)',
  deviations: [
    'near words come from the input embedding of the backbone instead of GloVe; opposites are near too ("loved", "despised"), so the true label may change',
    'words are ranked by deletion alone, not sentences first',
    'similarity is the cosine of the pooled FFN activations of the backbone instead of the Universal Sentence Encoder: the threshold 0.8 is not the same demand',
    'words with digits are left alone',
  ],
  defaults: { minimumSimilarity: 0.8 },
  preservesLabel: false,
  build(resources, { maximumShare: share, minimumSimilarity }) {
    const neighbours = embeddingNeighbours({ ...resources, lexicon: lexiconOf(resources), limit: 5 });
    resources.onDispose(() => neighbours.dispose());
    return {
      transformations: [insertSpace(), deleteCharacter(), swapCharacters(), homoglyph({ inner: false }), neighbours],
      positionConstraints: [noRepeat(), keepStopWords(), keepNumbers()],
      draftConstraints: [...shareConstraint(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance(),
    };
  },
};

export const deepWordBug: Recipe = {
  name: 'deepwordbug',
  level: 'word',
  description: 'swap, substitute, delete or insert a character, most important words first, 30 edits in all',
  source: 'Gao et al. 2018, arXiv 1801.04354',
  deviations: ['words are ranked by deletion instead of the temporal scores of the paper', 'function words and words with digits are left alone', 'all four edits are tried and the best one is kept'],
  defaults: {},
  preservesLabel: true,
  build: (_resources, { maximumShare: share }) => ({
    transformations: [swapCharacters({ inner: false }), substituteCharacter({ inner: false }), deleteCharacter({ inner: false }), insertCharacter({ inner: false })],
    positionConstraints: [noRepeat(), keepStopWords()],
    draftConstraints: [...shareConstraint(share), maximumEditDistance(30)],
    search: greedyByImportance(),
  }),
};

export const typos: Recipe = {
  name: 'typos',
  level: 'word',
  description: 'the one typing error that hurts most: swap, delete, insert or a neighbouring key, in words of four characters or more',
  source: 'Pruthi et al. 2019, arXiv 1905.11268',
  deviations: ['up to three variants of each edit per word are tried, not all', 'words with digits are left alone'],
  defaults: {},
  preservesLabel: true,
  build: () => ({
    transformations: [swapCharacters({ variants: 3 }), deleteCharacter({ variants: 3 }), insertCharacter({ variants: 3 }), keyboardTypo({ variants: 3 })],
    positionConstraints: [noRepeat(), minimumLength(4), keepStopWords()],
    draftConstraints: [maximumWords(1)],
    search: beamSearch({ width: 1, steps: 1 }),
  }),
};

export const randomTypos: Recipe = {
  name: 'random-typos',
  level: 'word',
  description: 'a random typing error in 20 % of the words, without asking the model: the control of the others',
  source: 'the edits of Pruthi et al. 2019, arXiv 1905.11268, at random',
  deviations: ['no search: two queries per example'],
  defaults: { maximumShare: 0.2 },
  preservesLabel: true,
  build: (_resources, { maximumShare: share = 0.2 }) => ({
    transformations: [swapCharacters(), deleteCharacter(), insertCharacter(), keyboardTypo()],
    positionConstraints: [noRepeat(), minimumLength(4), keepStopWords()],
    draftConstraints: [maximumShare(share)],
    search: randomEdits(),
  }),
};
