import { isAttackable, withWord, type Draft } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';

/** "does" and "did" may be main verbs ("it does so"): they lose a "not" but get none. */
const auxiliaries = new Set(['is', 'are', 'was', 'were', 'can', 'could', 'will', 'would', 'should', 'must', 'may', 'might', 'does', 'did']);

const isNegation = (word = '') => ['not', "n't", 'never', 'no'].includes(word.toLowerCase());

/**
 * An auxiliary gets a "not", or loses it: one draft per auxiliary. Turns the meaning round, so it shows what a
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
        const next = text.fieldOf[i + 1] === text.fieldOf[i] ? draft.words[i + 1]! : '';
        // "will most likely not" is negated already.
        if ([2, 3].some((ahead) => isNegation(draft.words[i + ahead]))) return [];
        return next.toLowerCase() === 'not' || next === "n't" ? [withWord(draft, i + 1, '')] : /^d/i.test(word) ? [] : [withWord(draft, i, `${word} not`)];
      }),
  };
}
