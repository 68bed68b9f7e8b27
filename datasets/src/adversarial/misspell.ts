import type { Random } from '@skill-neurons/core';

const shortest = 4;

/** The text with one letter of up to `count` longer words wrong: swapped, left out, doubled or changed. */
export function misspell(text: string, count: number, random: Random): string {
  const words = text.split(' ');
  const long = words.flatMap((item, i) => (item.length >= shortest && /^[a-z]+$/.test(item) ? [i] : []));
  for (const i of random.shuffle(long).slice(0, count)) words[i] = misspellWord(words[i]!, random);
  return words.join(' ');
}

function misspellWord(item: string, random: Random): string {
  const at = 1 + random.integer(item.length - 2);
  const kind = random.integer(4);
  if (kind === 0) return item.slice(0, at) + item.slice(at + 1);
  if (kind === 1) return item.slice(0, at) + item[at] + item.slice(at);
  if (kind === 2 && item[at] !== item[at + 1]) return item.slice(0, at) + item[at + 1] + item[at] + item.slice(at + 2);
  const other = 'abcdefghijklmnopqrstuvwxyz'.replace(item[at]!, '');
  return item.slice(0, at) + other[random.integer(other.length)] + item.slice(at + 1);
}
