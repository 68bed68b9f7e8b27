import { graphemes } from '../text/graphemes.ts';
import { isStopWord } from '../text/stop-words.ts';
import type { PositionConstraint } from './constraint.ts';

/** Function words and negations stay. */
export const keepStopWords = (): PositionConstraint => ({ name: 'keep-stop-words', allows: (_text, draft, position) => !isStopWord(draft.words[position]!) });

/** A word is replaced once. */
export const noRepeat = (): PositionConstraint => ({ name: 'no-repeat', allows: (text, draft, position) => draft.words[position] === text.words[position] });

/** Short words stay. */
export const minimumLength = (characters: number): PositionConstraint => ({
  name: `minimum-length-${characters}`,
  allows: (_text, draft, position) => graphemes(draft.words[position]!).length >= characters,
});

/** Words with digits stay. */
export const keepNumbers = (): PositionConstraint => ({ name: 'keep-numbers', allows: (_text, draft, position) => !/\p{N}/u.test(draft.words[position]!) });

/** Capitalised words stay, but for the first of a field, where only abbreviations (BBC) do: most are names. Says nothing about text in lower case, as SST-2's. */
export const keepNames = (): PositionConstraint => ({
  name: 'keep-names',
  allows: (text, draft, position) => !(position === text.fields[text.fieldOf[position]!]!.first ? /^\p{Lu}{2}/u : /^\p{Lu}/u).test(draft.words[position]!),
});
