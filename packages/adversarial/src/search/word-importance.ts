import { withWord } from '../text/segmented-text.ts';
import type { SearchContext } from './search.ts';

/**
 * How words are ranked. `deletion`: by how much nearer the goal comes without the word (Jin et al. 2020); `placeholder`: with another
 * word, the unknown token, in its place (Li et al. 2020, BERT-Attack); `gradient`: by the L1 norm of the gradient of its embedding,
 * one query for all words (as TextAttack); `random`: in a seeded order, no query: the control of the others.
 */
export type Importance = { by: 'deletion' } | { by: 'placeholder'; word: string } | { by: 'gradient' } | { by: 'random' };

/** A number per position, higher for words that matter more; -Infinity where a budget ended the asking. */
export async function wordImportance(context: SearchContext, positions: readonly number[], importance: Importance): Promise<Map<number, number>> {
  const { original, gradients, random } = context;
  if (importance.by === 'random') {
    const order = random.fork('importance').permutation(positions.length);
    return new Map(positions.map((position, i) => [position, order[i]!]));
  }
  if (importance.by === 'gradient') {
    const found = await gradients?.(original.draft);
    return new Map(positions.map((position) => [position, found?.[position]?.gradient.reduce((sum, value) => sum + Math.abs(value), 0) ?? -Infinity]));
  }
  const stand = importance.by === 'deletion' ? '' : importance.word;
  const without = await context.query(positions.map((position) => withWord(original.draft, position, stand)));
  return new Map(positions.map((position, i) => [position, without[i]?.score ?? -Infinity]));
}
