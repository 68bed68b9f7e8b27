import type { Random } from '@skill-neurons/core';
import type { Action, Concept, VerbForms } from '../language/concept.ts';
import { conductPairs } from '../language/conduct.ts';
import { filmWords, productWords } from '../language/opinions.ts';
import { acquaintances, passers } from '../language/people.ts';
import { belongings, colours, garments, looks } from '../language/things.ts';
import { times } from '../language/times.ts';
import { topics } from '../language/topics.ts';

const phraseLengths = [3, 2, 1];

/** Common word or phrase to the rare ones of the same meaning and inflection. */
const rareFor: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...topics.flatMap((topic) => topic.actions), ...conductPairs.flatMap((pair) => [pair.right, pair.wrong])].flatMap(verbEntries),
  ...[...topics.flatMap(({ people, things, places }) => [people, things, places]), acquaintances, passers, belongings, looks, garments, colours, times].flat().flatMap(nounEntries),
  ...[filmWords, productWords].flatMap((words) => [...words.aspects, ...words.good, ...words.bad]).flatMap(nounEntries),
]);

function nounEntries({ common, rare }: Concept): [string, readonly string[]][] {
  return rare.length === 0 ? [] : common.map((item) => [item, rare]);
}

function verbEntries({ common, rare }: Action): [string, readonly string[]][] {
  const inflections = (['base', 'past', 'participle', 'gerund'] as const satisfies readonly (keyof VerbForms)[]);
  return rare.length === 0 ? [] : inflections.flatMap((form) => common.map((item): [string, string[]] => [item[form], rare.map((other) => other[form])]));
}

/** The text with every word that has a rare synonym replaced by one, and `a` or `an` set right; the same text when there is none. */
export function useRareWords(text: string, random: Random): string {
  const words = text.split(' ');
  const result: string[] = [];
  for (let i = 0; i < words.length; ) {
    const length = phraseLengths.find((n) => rareFor.has(words.slice(i, i + n).join(' '))) ?? 0;
    if (length === 0) {
      result.push(words[i]!);
      i++;
      continue;
    }
    const rare = random.pick(rareFor.get(words.slice(i, i + length).join(' '))!);
    const article = result.at(-1);
    if (article === 'a' || article === 'an') result[result.length - 1] = /^[aeiou]/.test(rare) ? 'an' : 'a';
    result.push(rare);
    i += length;
  }
  return result.join(' ');
}
