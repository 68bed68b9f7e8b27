import type { Random } from '@skill-neurons/core';
import { isAttackable, type Draft, type SegmentedText } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';

export interface SwapOptions {
  name: string;
  /** Something to put for a word, or undefined where the word is not of the kind. `taken` words already stand in the text. */
  substitute: (word: string, random: Random, taken: ReadonlySet<string>) => string | undefined;
  /** Drafts made. Default 3. */
  variants?: number;
}

/**
 * Swaps words for others of their kind, everywhere the same for the same: a name that stands in premise and hypothesis is
 * renamed in both. Where one of its places may not be changed, the word stays.
 */
export function consistentSwap({ name, substitute, variants = 3 }: SwapOptions): TextTransformation {
  return {
    kind: 'text',
    name,
    preservesLabel: true,
    rewrites: ({ text, draft, random }) => Array.from({ length: variants }, () => swapAll(text, draft, random, substitute)).filter((other) => other.words.some((word, i) => word !== draft.words[i])),
  };
}

function swapAll(text: SegmentedText, draft: Draft, random: Random, substitute: SwapOptions['substitute']): Draft {
  const taken = new Set(draft.words);
  const fixed = new Set(draft.words.filter((_, i) => !isAttackable(text, i)));
  const swapped = new Map<string, string>();
  for (const word of draft.words) {
    if (fixed.has(word) || swapped.has(word)) continue;
    const other = substitute(word, random, taken);
    if (other === undefined) continue;
    swapped.set(word, other);
    taken.add(other);
  }
  return { ...draft, words: draft.words.map((word) => swapped.get(word) ?? word) };
}
