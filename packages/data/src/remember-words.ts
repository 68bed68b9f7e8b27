import type { PlainWordSplitter } from './split-plain-words.ts';

const mostWords = 100_000;
const longestWord = 40;

/** Encodes plain texts word by word and remembers the words. */
export function rememberWords(encode: (text: string) => number[], split: PlainWordSplitter | undefined): (text: string) => number[] {
  if (split === undefined) return encode;
  const known = new Map<string, readonly number[]>();
  const idsOf = (word: string): readonly number[] => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const ids = encode(word);
    if (known.size >= mostWords) known.clear();
    if (word.length <= longestWord) known.set(word, ids);
    return ids;
  };
  return (text) => {
    const words = split(text);
    if (words === undefined) return encode(text);
    const ids: number[] = [];
    for (const word of words) for (const id of idsOf(word)) ids.push(id);
    return ids;
  };
}
