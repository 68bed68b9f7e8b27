import { SkillNeuronsError } from '@skill-neurons/core';
import type { Attack } from '../attack/attack.ts';
import { relativePerplexity } from '../constraints/relative-perplexity.ts';
import { createPerplexity } from '../victim/perplexity.ts';
import { deepWordBug, randomTypos, textBugger, typos } from './character-recipes.ts';
import { bertAttackLike, clare } from './masked-lm-recipes.ts';
import type { AttackResources, Recipe, RecipeOptions, RecipeSettings } from './recipe.ts';
import { checkList, negate, stressTest } from './sentence-recipes.ts';
import { anyFlip, genetic, hotFlip, inflect, pwws, textFooler, wordNet } from './word-recipes.ts';

/** All recipes, words before sentences. */
export const recipes: readonly Recipe[] = [
  textBugger, deepWordBug, typos, randomTypos, textFooler, pwws, wordNet, bertAttackLike, clare, genetic, inflect, hotFlip, anyFlip, stressTest, checkList, negate,
];

/** The recipe of that name. @throws ATTACK_RECIPE for an unknown name */
export function findRecipe(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  throw new SkillNeuronsError({ code: 'ATTACK_RECIPE', message: `there is no recipe "${name}"`, hint: `the recipes are ${recipes.map((recipe) => recipe.name).join(', ')}` });
}

/** The settings that a recipe runs with: those given, else its own. @throws ATTACK_OPTIONS */
export function recipeSettings({ name, defaults }: Recipe, options: RecipeOptions): RecipeSettings {
  const settings = {
    maximumShare: options.maximumShare ?? defaults.maximumShare,
    minimumSimilarity: options.minimumSimilarity ?? defaults.minimumSimilarity,
    maximumPerplexity: options.maximumPerplexity ?? defaults.maximumPerplexity,
    population: options.population ?? defaults.population,
    generations: options.generations ?? defaults.generations,
  };
  const { minimumSimilarity } = settings;
  if (minimumSimilarity !== undefined && !(minimumSimilarity >= 0 && minimumSimilarity <= 1)) {
    throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `a similarity of ${minimumSimilarity}`, hint: 'use a cosine from 0 to 1' });
  }
  if (defaults.population === undefined && (options.population ?? options.generations) !== undefined) {
    throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `${name} has no population`, hint: 'only the genetic search has generations' });
  }
  return settings;
}

/** A recipe with its settings as an attack that can be run. @throws ATTACK_NO_MASKED_LM, ATTACK_NO_PERPLEXITY, WORDNET_MISSING, ATTACK_OPTIONS */
export async function buildAttack(recipe: Recipe, resources: AttackResources, options: RecipeOptions = {}): Promise<Attack> {
  const settings = recipeSettings(recipe, options);
  const attack = await recipe.build(resources, settings);
  if (settings.maximumPerplexity === undefined) return attack;
  // Last, since it costs most.
  const measure = resources.coalescer.lane(await createPerplexity(resources));
  return { ...attack, draftConstraints: [...attack.draftConstraints, relativePerplexity(settings.maximumPerplexity, measure)] };
}
