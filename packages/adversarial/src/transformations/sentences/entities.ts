import type { Random } from '@skill-neurons/core';
import type { TextTransformation } from '../transformation.ts';
import { consistentSwap } from './consistent-swap.ts';

const list = (words: string) => words.split(' ');
/** First names that are no other words (so no Will, Mark, Grace or May). */
const names = [
  list('Adam Alan Andrew Anthony Arthur Benjamin Brian Charles Christopher Daniel David Dennis Edward Eric George Henry James Jason John Joseph Kevin Michael Nathan Paul Peter Richard Robert Ronald Samuel Steven Thomas Timothy Walter William'),
  list('Alice Amanda Amy Andrea Angela Anna Barbara Caroline Catherine Christine Cynthia Diana Elizabeth Emily Emma Helen Janet Jennifer Jessica Julia Karen Laura Linda Lisa Margaret Maria Mary Michelle Nancy Rachel Rebecca Sandra Sarah Susan'),
];
const locations = [
  list('Amsterdam Athens Atlanta Baltimore Barcelona Beijing Berlin Boston Brussels Cairo Chicago Copenhagen Dallas Denver Detroit Dublin Houston Istanbul London Madrid Miami Montreal Moscow Mumbai Oslo Paris Prague Rome Seattle Stockholm Sydney Tokyo Toronto Vienna'),
  list('Argentina Australia Austria Belgium Brazil Canada Chile Colombia Denmark Egypt England Finland France Germany Greece Hungary India Indonesia Ireland Italy Japan Kenya Mexico Morocco Norway Peru Poland Portugal Spain Sweden Switzerland Thailand Vietnam'),
];

/** Names swap with names of the same list only: the pronouns of the text still fit. */
const fromSameList = (lists: readonly (readonly string[])[]) => (word: string, random: Random, taken: ReadonlySet<string>) => {
  const own = lists.find((words) => words.includes(word));
  const free = own?.filter((other) => !taken.has(other)) ?? [];
  return free.length === 0 ? undefined : random.pick(free);
};

/** Other first names (CheckList): capitalised ones of a list, men's for men's, women's for women's. */
export function changeNames(): TextTransformation {
  return consistentSwap({ name: 'names', substitute: fromSameList(names) });
}

/** Other places (CheckList): capitalised ones of a list, cities for cities, countries for countries. */
export function changeLocations(): TextTransformation {
  return consistentSwap({ name: 'locations', substitute: fromSameList(locations) });
}

/** Other whole numbers from 3 on within a fifth, of as many digits (CheckList). Years, "1980s", "3rd" and 2.5 stay. */
export function changeNumbers(): TextTransformation {
  return consistentSwap({
    name: 'numbers',
    substitute: (word, random, taken) => {
      if (!/^[1-9]\d{0,8}$/.test(word) || Number(word) < 3 || /^(1[5-9]|20)\d\d$/.test(word)) return undefined;
      const value = Number(word);
      const reach = Math.max(1, Math.floor(value / 5));
      const choices = [value - 1 - random.integer(reach), value + 1 + random.integer(reach)].map(String);
      return random.shuffle(choices).find((other) => other.length === word.length && Number(other) >= 3 && !taken.has(other));
    },
  });
}
