import type { Tokenizer } from '@skill-neurons/data';

const longest = 160;

/** What the model read, as a person reads it: pieces joined, a slash where tokens that frame the text divide it; cut between words when long. */
export function exampleText(ids: ArrayLike<number>, { special: { bos, eos, pad }, decode }: Pick<Tokenizer, 'special' | 'decode'>): string {
  const parts: number[][] = [[]];
  for (const id of Array.from(ids)) {
    if (id === bos || id === eos || id === pad) parts.push([]);
    else parts.at(-1)!.push(id);
  }
  const texts = parts.map((part) => decode(part).replace(/\s+/g, ' ').trim());
  // By code points, so that no character is cut in two.
  const letters = [...texts.filter((text) => text !== '').join(' / ')];
  if (letters.length <= longest) return letters.join('');
  const start = letters.slice(0, longest - 1).join('');
  const space = start.lastIndexOf(' ');
  return `${space > longest / 2 ? start.slice(0, space) : start}\u2026`;
}
