import type { Random } from '@skill-neurons/core';
import { word, type Concept, type Speech } from '../language/concept.ts';
import { degrees, type OpinionWords } from '../language/opinions.ts';
import { a, join } from '../language/phrases.ts';

/** What a reviewer says about one subject: every clause has the same polarity. */
export interface Opinion {
  readonly words: OpinionWords;
  readonly subject: Concept;
  readonly positive: boolean;
}

const feelings = {
  good: ['loved', 'enjoyed', 'liked', 'admired'],
  bad: ['hated', 'disliked', 'regretted', 'despised'],
} as const;

/**
 * One clause of an opinion. A negated clause uses the words of the other side: "not dull" is praise.
 * @param adjectiveOnly keeps to clauses that can be negated with "not".
 */
export function opinionClause(opinion: Opinion, negated: boolean, speech: Speech, random: Random, adjectiveOnly = negated): string {
  const { words, subject } = opinion;
  const good = opinion.positive !== negated;
  const adjective = word(random.pick(good ? words.good : words.bad), speech, random);
  const aspect = word(random.pick(words.aspects), speech, random);
  const noun = word(subject, speech, random);
  const not = negated ? 'not' : undefined;
  const degree = negated || random.uniform() < 0.5 ? undefined : random.pick(degrees);
  const kind = random.integer(adjectiveOnly ? 3 : 5);
  if (speech.register === 'text') {
    if (kind === 0) return join('critics find the', aspect, not, degree, adjective);
    if (kind === 1) return join('people call it', not, degree ? `${a(degree)} ${adjective}` : a(adjective), noun);
    if (kind === 2) return join('for us the', aspect, 'seemed', not, degree, adjective);
  }
  if (kind === 0) return join('the', aspect, 'is', not, degree, adjective);
  if (kind === 1) return join('this is', not, degree ? `${a(degree)} ${adjective}` : a(adjective), noun);
  if (kind === 2) return join('the', aspect, 'of this', noun, 'was', not, degree, adjective);
  const feeling = random.pick(good ? feelings.good : feelings.bad);
  return join(random.pick(speech.register === 'text' ? ['they', 'my friends'] : ['i', 'we']), feeling, 'the', kind === 3 ? aspect : noun);
}
