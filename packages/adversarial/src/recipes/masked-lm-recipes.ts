import { maximumShare } from '../constraints/draft-constraints.ts';
import { bestEdits } from '../search/best-edits.ts';
import { greedyByImportance } from '../search/greedy-by-importance.ts';
import { maskedLmInsertions, maskedLmMerges, maskedLmWords } from '../transformations/words/masked-lm-words.ts';
import type { Recipe } from './recipe.ts';
import { predictorOf, shareConstraint, similarityConstraint, unknownWord } from './resources.ts';
import { pooledNote, wordConstraints } from './word-recipes.ts';

const noAntonyms = 'no filter of antonyms: "good" may become "bad", so that the true label changes';
const wholeWords = 'whole-word tokens only, in lower case and of three letters or more, no combinations of sub-words';
const keptWords = 'words with digits, capitalised words within a text and abbreviations are left alone';

export const bertAttackLike: Recipe = {
  name: 'bert-attack-like',
  level: 'word',
  description: 'the 48 words that the masked-LM head of the backbone itself expects, the word left in place, most important words first, up to 40 % of the words',
  source: 'after Li et al. 2020, EMNLP, arXiv 2004.09984 (BERT-Attack)',
  deviations: [wholeWords, 'a word of several tokens is masked when others are predicted for it', noAntonyms, pooledNote, keptWords],
  defaults: { maximumShare: 0.4, minimumSimilarity: 0.2 },
  preservesLabel: false,
  maskedLmOnly: true,
  async build(resources, { maximumShare: share = 0.4, minimumSimilarity }) {
    return {
      transformations: [maskedLmWords(await predictorOf(resources, { limit: 48 }), { leaveIn: true })],
      positionConstraints: wordConstraints,
      draftConstraints: [maximumShare(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: greedyByImportance({ importance: { by: 'placeholder', word: unknownWord(resources) } }),
    };
  },
};

export const clare: Recipe = {
  name: 'clare-like',
  level: 'word',
  description: 'words put in, replaced, or two made one, as the masked-LM head of the backbone itself expects; the best edit of each place, best first',
  source: 'after Li et al. 2021, NAACL, arXiv 2009.07502 (CLARE)',
  deviations: [
    wholeWords, noAntonyms, 'two words are merged wherever both may change; the paper merges certain pairs of parts of speech, function words among them',
    'similarity is asked of the whole text, not of 15 words around the change', pooledNote, keptWords,
  ],
  defaults: { minimumSimilarity: 0.7 },
  preservesLabel: false,
  maskedLmOnly: true,
  async build(resources, { maximumShare: share, minimumSimilarity }) {
    const replace = await predictorOf(resources, { limit: 50, minimumProbability: 5e-4 });
    const merge = await predictorOf(resources, { limit: 20, minimumProbability: 5e-4 });
    return {
      transformations: [maskedLmWords(replace), maskedLmInsertions(replace), maskedLmMerges(merge)],
      positionConstraints: wordConstraints,
      draftConstraints: [...shareConstraint(share), ...similarityConstraint(resources, minimumSimilarity)],
      search: bestEdits(),
    };
  },
};
