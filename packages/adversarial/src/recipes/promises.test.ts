import { createRandom } from '@skill-neurons/core';
import fc from 'fast-check';
import { attackExample } from '../attack/attack-example.ts';
import type { Attack } from '../attack/attack.ts';
import { graphemes } from '../text/graphemes.ts';
import { segmentText } from '../text/segmented-text.ts';
import { createCoalescer } from '../victim/coalescer.ts';
import type { Fields } from '../victim/batch-runner.ts';
import { findRecipe, recipeSettings } from './build-recipe.ts';
import type { AttackResources } from './recipe.ts';

/** Recipes that promise to keep the label and need no model. */
const names = ['deepwordbug', 'typos', 'random-typos', 'pwws', 'wordnet', 'inflections', 'stresstest', 'checklist'] as const;
const attacks: Partial<Record<(typeof names)[number], Attack>> = {};
const disposals: (() => void)[] = [];
beforeAll(async () => {
  const resources = { tokenizer: { special: {} }, coalescer: createCoalescer(), onDispose: (dispose: () => void) => disposals.push(dispose) } as unknown as AttackResources;
  for (const name of names) {
    const recipe = findRecipe(name);
    expect(recipe.preservesLabel).toBe(true);
    attacks[name] = await recipe.build(resources, recipeSettings(recipe, {}));
  }
});
afterAll(() => disposals.forEach((dispose) => dispose()));

/** Answers that have nothing to do with the text but are the same for the same one: a search goes anywhere. */
const score = (texts: readonly Fields[]) => Promise.resolve(texts.map((fields) => {
  const p = createRandom(JSON.stringify(fields)).uniform() / 2;
  return Float32Array.of(p, 1 - p);
}));

const word = fc.constantFrom(
  'the', 'a', 'an', 'film', 'movies', 'funny', 'awful', 'wrote', 'quickly', 'Mary', 'Paris', 'Tesla', 'not', "n't", 'never', 'no', "don't", 'is', '12', '1984', '3.5', '1,250', 'b2b', 'U.S.', 'naïve', 'e\u0301lan',
  '🙂', '👩‍🔬', '日本語', 'שלום', 'مرحبا', 'жизнь', ',', '-', '"', '(',
);
const sentence = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => words.join(' ')).chain((s) => fc.constantFrom(s, `${s} .`, `${s}?`));

const all = (pattern: RegExp) => (s: string) => (s.match(pattern) ?? []).join(' ');
const numbersOf = all(/[\p{L}]*\p{N}[\p{L}\p{N}.,]*/gu);
const negationsOf = all(/(?<![\p{L}'])(?:not|never|no)(?![\p{L}'])|n't/gu);
/** Emoji and other scripts. */
const foreignOf = all(/[^\p{ASCII}\p{Script=Latin}\p{M}]+/gu);
const textOf = (fields: Fields) => Object.values(fields).join(' | ');

test.each(names)('%s keeps what it promises to keep, in any script, within its budgets, the same for a seed', async (name) => {
  await fc.assert(fc.asyncProperty(sentence, sentence, fc.integer(), async (a, b, seed) => {
    const attack = attacks[name]!;
    const example = { id: 'x', fields: { a, b }, label: 1 };
    const run = () => attackExample({ attack, example, score, goal: { kind: 'untargeted' }, seed, budget: { queries: 60 }, fields: ['a'] });
    const record = await run();
    expect(await run()).toEqual(record);
    expect(record.queries).toBeLessThanOrEqual(60);
    const { original, perturbed } = record;
    expect(perturbed.fields['b']).toBe(b);
    expect(perturbed.fields['a']).not.toMatch(/\p{Surrogate}/u);
    expect(foreignOf(textOf(perturbed.fields))).toBe(foreignOf(textOf(original.fields)));
    if (name !== 'checklist') expect(numbersOf(textOf(perturbed.fields))).toBe(numbersOf(textOf(original.fields)));
    // What StressTest adds may say "not"; contractions write "not" for "n't". None is ever lost.
    const count = (fields: Fields) => negationsOf(textOf(fields)).split(' ').filter((found) => found !== '').length;
    expect(count(perturbed.fields)).toBeGreaterThanOrEqual(count(original.fields));
    if (['pwws', 'wordnet', 'inflections'].includes(name)) {
      const first = segmentText({ a }).words[0];
      for (const entity of ['Mary', 'Paris', 'Tesla', 'U.S.']) if (entity !== first) expect(perturbed.fields['a']!.split(entity)).toHaveLength(a.split(entity).length);
    }
    const words = segmentText({ a }).words.length;
    const allowed = { 'random-typos': Math.max(1, Math.floor(0.2 * words)), wordnet: Math.max(1, Math.floor(0.3 * words)), typos: 1 }[name as string] ?? Infinity;
    expect(record.perturbedWords).toBeLessThanOrEqual(allowed);
    if (name === 'deepwordbug') expect(Math.abs(graphemes(perturbed.fields['a']!).length - graphemes(a).length)).toBeLessThanOrEqual(30);
  }), { numRuns: 25 });
});
