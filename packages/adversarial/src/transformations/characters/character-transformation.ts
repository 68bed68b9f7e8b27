import type { Random } from '@skill-neurons/core';
import { graphemes } from '../../text/graphemes.ts';
import type { WordTransformation } from '../transformation.ts';

export interface CharacterOptions {
  /** How many of the possible variants are drawn. Default 1, as DeepWordBug and TextBugger do. */
  variants?: number;
  /** Leave the first and the last character alone, which readers rely on (Rawlinson 1976). Default true. */
  inner?: boolean;
}

/** Variants of a word, given its characters and the first and last index that may change. */
export type VariantMaker = (characters: readonly string[], range: { from: number; to: number }, random: Random) => readonly string[];

/**
 * A transformation of one character of a word of Latin letters. Left alone are words with a digit, since a typo in a number makes it
 * another number, abbreviations with points, and other scripts, in which one character may be a word.
 */
export function characterTransformation(name: string, make: VariantMaker, { variants = 1, inner = true }: CharacterOptions): WordTransformation {
  return {
    kind: 'word',
    name,
    preservesLabel: true,
    replacements({ word, random }) {
      if (!/^[\p{Script=Latin}\p{M}'’-]+$/u.test(word)) return [];
      const characters = graphemes(word);
      const range = inner ? { from: 1, to: characters.length - 2 } : { from: 0, to: characters.length - 1 };
      const different = [...new Set(make(characters, range, random))].filter((variant) => variant !== word && variant !== '');
      return random.shuffle(different).slice(0, variants);
    },
  };
}

/** The characters with those from `at` on replaced. */
export function splice(characters: readonly string[], at: number, count: number, ...inserted: string[]): string {
  return characters.toSpliced(at, count, ...inserted).join('');
}

/** A lower-case letter, upper-case where it stands for or beside upper case. */
export function randomLetter(random: Random, beside: string): string {
  const letter = String.fromCharCode(97 + random.integer(26));
  return beside !== beside.toLowerCase() ? letter.toUpperCase() : letter;
}

/** Whole numbers from `from` to `to`. */
export function indices({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
