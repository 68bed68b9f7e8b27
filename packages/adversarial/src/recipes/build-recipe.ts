import { SkillNeuronsError } from '@skill-neurons/core';
import type { Attack } from '../attack/attack.ts';
import { deepWordBug, randomTypos, textBugger, typos } from './character-recipes.ts';
import type { AttackResources, Recipe, RecipeOptions } from './recipe.ts';
import { checkList, negate, stressTest } from './sentence-recipes.ts';
import { bertAttackLike, wordNet } from './word-recipes.ts';

/** All recipes, words before sentences. */
export const recipes: readonly Recipe[] = [textBugger, deepWordBug, typos, randomTypos, wordNet, bertAttackLike, stressTest, checkList, negate];

/** @throws ATTACK_RECIPE for an unknown name */
export function findRecipe(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  throw new SkillNeuronsError({ code: 'ATTACK_RECIPE', message: `there is no recipe "${name}"`, hint: `the recipes are ${recipes.map((recipe) => recipe.name).join(', ')}` });
}

/** The settings that a recipe runs with: those given, else its own. @throws ATTACK_OPTIONS */
export function recipeSettings({ defaults }: Recipe, options: RecipeOptions) {
  const { maximumShare = defaults.maximumShare, minimumSimilarity = defaults.minimumSimilarity } = options;
  if (minimumSimilarity !== undefined && !(minimumSimilarity >= 0 && minimumSimilarity <= 1)) {
    throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `a similarity of ${minimumSimilarity}`, hint: 'use a cosine from 0 to 1' });
  }
  return { maximumShare, minimumSimilarity };
}

/** @throws ATTACK_NO_MASKED_LM, WORDNET_MISSING, ATTACK_OPTIONS */
export async function buildAttack(recipe: Recipe, resources: AttackResources, options: RecipeOptions = {}): Promise<Attack> {
  return recipe.build(resources, recipeSettings(recipe, options));
}
