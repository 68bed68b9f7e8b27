import { isAttackable, withWord, type Draft } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';

/** "does" and "did" may be main verbs ("it does so"): they lose a "not" but get none. */
const auxiliaries = new Set(['is', 'are', 'was', 'were', 'can', 'could', 'will', 'would', 'should', 'must', 'may', 'might', 'does', 'did']);

const isNegation = (word = '') => ['not', "n't", 'never', 'no'].includes(word.toLowerCase());

/**
 * An auxiliary gets a "not", or loses it: one draft per auxiliary. Questions, where the subject comes behind it, get none. Turns the meaning round, so it shows what a
 * model does not see (CheckList's directional tests) and is in no recipe that keeps labels.
 */
export function negation(): TextTransformation {
  return {
    kind: 'text',
    name: 'negation',
    preservesLabel: false,
    rewrites: ({ text, draft }) =>
      draft.words.flatMap((word, i): Draft[] => {
        if (!isAttackable(text, i) || !auxiliaries.has(word.toLowerCase())) return [];
        const ahead = [1, 2, 3].map((steps) => (text.fieldOf[i + steps] === text.fieldOf[i] ? draft.words[i + steps] : undefined));
        if (['not', "n't"].includes(ahead[0]?.toLowerCase() ?? '')) return ahead.slice(1).some(isNegation) ? [] : [withWord(draft, i + 1, '')];
        // "is no film", "will most likely not": negated already.
        const question = draft.ends[text.fieldOf[i]!]!.includes('?');
        return question || ahead.some(isNegation) || /^d/i.test(word) ? [] : [withWord(draft, i, `${word} not`)];
      }),
  };
}
