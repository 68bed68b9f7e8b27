import { beamSearch } from '../search/beam-search.ts';
import { contractions } from '../transformations/sentences/contractions.ts';
import { handle, link, longTautology, negatedTautology, tautology } from '../transformations/sentences/distractors.ts';
import { changeLocations, changeNames, changeNumbers } from '../transformations/sentences/entities.ts';
import { negation } from '../transformations/sentences/negation.ts';
import { punctuation } from '../transformations/sentences/punctuation.ts';
import type { Recipe } from './recipe.ts';

export const stressTest: Recipe = {
  name: 'stresstest',
  level: 'sentence',
  description: '"and true is true", five times that, or "and false is not true" at the end of a field',
  source: 'Naik et al. 2018, arXiv 1806.00692 (word overlap, length mismatch, negation)',
  deviations: ['the addition stands before a final full stop', 'it is tried on every field; the paper adds to the hypothesis, and for length to the premise', 'antonyms, numbers and spelling are not part of it'],
  defaults: {},
  preservesLabel: true,
  build: () => ({ transformations: [tautology(), negatedTautology(), longTautology()], positionConstraints: [], draftConstraints: [], search: beamSearch({ width: 1, steps: 1 }) }),
};

export const checkList: Recipe = {
  name: 'checklist',
  level: 'sentence',
  description: 'invariance tests: contractions, names, places, numbers, final full stop, a random handle or link',
  source: 'Ribeiro et al. 2020, arXiv 2005.04118',
  deviations: [
    'names and places come from short lists of single, capitalised words, so text in lower case such as that of SST-2 keeps its own',
    'numbers change in every field alike and by a fifth at most; a sentence that depends on the number may change its label',
    'up to three changes are put on top of each other; the paper counts one at a time',
  ],
  defaults: {},
  preservesLabel: true,
  build: () => ({
    transformations: [contractions(), changeNames(), changeLocations(), changeNumbers(), punctuation(), handle(), link()],
    positionConstraints: [],
    draftConstraints: [],
    search: beamSearch({ width: 1, steps: 3 }),
  }),
};

export const negate: Recipe = {
  name: 'negate',
  level: 'sentence',
  description: 'one auxiliary gets or loses its "not": the true label should change, so what does not flip is what the model overlooks',
  source: 'after Ribeiro et al. 2020, arXiv 2005.04118 (directional tests)',
  deviations: ['"accuracy under attack" is the share of answers that stay, which is no merit here'],
  defaults: {},
  preservesLabel: false,
  build: () => ({ transformations: [negation()], positionConstraints: [], draftConstraints: [], search: beamSearch({ width: 1, steps: 1 }) }),
};
