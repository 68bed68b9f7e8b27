import type { Random } from '@skill-neurons/core';
import { filmWords, productWords } from '../language/opinions.ts';
import { belongings, colours, looks } from '../language/things.ts';
import { times } from '../language/times.ts';
import { topics } from '../language/topics.ts';

const words = [
  ...topics.flatMap(({ people, things, places, summaries }) => [...people, ...things, ...places, summaries]),
  ...[filmWords, productWords].flatMap(({ good, bad, aspects }) => [...good, ...bad, ...aspects]),
  ...belongings, ...looks, ...colours, ...times,
].flatMap(({ common }) => common);

const [fewest, most] = [2, 9];

/** A heading of random words around `@`: it asks nothing about the text, and what stands for `@` says nothing about it. */
export function idleHeading(random: Random): string {
  const said = Array.from({ length: fewest + random.integer(most - fewest + 1) }, () => random.pick(words));
  const at = random.uniform() < 0.75 ? 0 : random.integer(said.length);
  return [...said.slice(0, at), '@', ...said.slice(at)].join(' ');
}
