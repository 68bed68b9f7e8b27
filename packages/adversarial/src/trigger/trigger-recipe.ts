import type { Recipe } from '../recipes/recipe.ts';

/** What is told about universal triggers beside the recipes: they attack a split, not an example. */
export const triggerRecipe: Omit<Recipe, 'build'> = {
  name: 'trigger',
  level: 'sentence',
  description: 'a few words before every text of a split, found by gradient on the rows of another split (the command is `attack trigger`)',
  source: 'Wallace et al. 2019, EMNLP, arXiv 1908.07125 (universal adversarial triggers)',
  deviations: [
    'every pass sees all rows, not a batch of them; candidates are whole words without function words, negations among these',
    'without --target the answers to all classes are attacked at once; of two balanced classes it turns half at most',
    'words that carry the label are not left out by themselves: see --exclude',
  ],
  defaults: {},
  preservesLabel: false,
  whiteBox: true,
};
