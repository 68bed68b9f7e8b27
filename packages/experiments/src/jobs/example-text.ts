import type { Tokenizer } from '@skill-neurons/data';

const longest = 160;

/** What the model read, as a person reads it: pieces joined, without the tokens that frame it; cut between words when long. */
export function exampleText(ids: ArrayLike<number>, tokenizer: Tokenizer): string {
  const { bos, eos, pad } = tokenizer.special;
  const frame = new Set([bos, eos, pad]);
  const text = tokenizer.decode(Array.from(ids).filter((id) => !frame.has(id))).replace(/\s+/g, ' ').trim();
  // By code points, so that no character is cut in two.
  const letters = [...text];
  if (letters.length <= longest) return text;
  const start = letters.slice(0, longest - 1).join('');
  const space = start.lastIndexOf(' ');
  return `${space > longest / 2 ? start.slice(0, space) : start}\u2026`;
}
