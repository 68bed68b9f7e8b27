import type { TextTransformation } from '../transformation.ts';

/** A final full stop goes, or comes where there is none (CheckList). Question and exclamation marks mean something and stay. */
export function punctuation(): TextTransformation {
  return {
    kind: 'text',
    name: 'punctuation',
    preservesLabel: true,
    rewrites: ({ text, draft }) =>
      text.fields.flatMap(({ attackable, first, count }, i) => {
        const end = draft.ends[i]!;
        // The point of "the U.S." belongs to the word.
        if (!attackable || count === 0 || /^\p{Lu}$|\.$/u.test(draft.words[first + count - 1]!)) return [];
        if (/^\s*\.\s*$/.test(end)) return [{ ...draft, ends: draft.ends.with(i, '') }];
        return end.trim() === '' ? [{ ...draft, ends: draft.ends.with(i, `.${end}`) }] : [];
      }),
  };
}
