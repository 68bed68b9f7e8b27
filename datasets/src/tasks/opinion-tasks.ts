import type { Random } from '@skill-neurons/core';
import type { Concept, Speech } from '../language/concept.ts';
import { films, filmWords, products, productWords, type OpinionWords } from '../language/opinions.ts';
import { opinionClause, type Opinion } from '../world/opinion.ts';
import type { DemoTask, Label } from './demo-task.ts';

/** Opinions on films: one or two clauses of one polarity. */
export const filmsTask = opinionTask('films', 'Opinions on films', filmWords, films, [
  ['my neighbour had a terrible day', 'the weather was awful', 'the bus was slow'],
  ['my neighbour had a great day', 'the weather was lovely', 'the bus was quick'],
]);

/** Opinions on products. */
export const productsTask = opinionTask('products', 'Opinions on products', productWords, products, [
  ['the shop was ugly', 'the weather was awful', 'the bus was noisy'],
  ['the shop was lovely', 'the weather was great', 'the bus was quiet'],
]);

/** @param asides what a distracting sentence says of something else, [sounding bad, sounding good]. */
function opinionTask(name: string, title: string, words: OpinionWords, subjects: readonly Concept[], asides: readonly [readonly string[], readonly string[]]): DemoTask {
  const review = (opinion: Opinion, negated: readonly boolean[], speech: Speech, random: Random, adjectiveOnly = false) => ({
    sentence: `${negated.map((not) => opinionClause(opinion, not, speech, random, not || adjectiveOnly)).join(random.pick([' and ', ' . ']))} .`,
  });
  return {
    name,
    type: 'sentiment',
    title,
    labels: ['negative', 'positive'],
    fieldNames: ['sentence'],
    distraction: { field: 'sentence', sentence: (row, random) => random.pick(asides[row.label === 1 ? 0 : 1]) },
    sample(label: Label, speech, random) {
      const opinion = { words, subject: random.pick(subjects), positive: label === 1 };
      const clauses = Array.from({ length: 1 + random.integer(2) }, () => random.uniform() < 0.08);
      return {
        fields: review(opinion, clauses, speech, random),
        label,
        negated: (again) => ({ fields: review(opinion, clauses.map(() => true), speech, again), label }),
      };
    },
  };
}
