import type { WordTransformation } from '../transformation.ts';
import { characterTransformation, indices, splice, type CharacterOptions } from './character-transformation.ts';

/** Letters of other alphabets that look the same in most fonts (a choice from Unicode's confusables, UTS 39). */
const homoglyphs: Readonly<Record<string, string>> = {
  a: '\u0430', c: '\u0441', d: '\u0501', e: '\u0435', h: '\u04bb', i: '\u0456', j: '\u0458', o: '\u043e', p: '\u0440', q: '\u051b', s: '\u0455', w: '\u051d', x: '\u0445', y: '\u0443',
  A: '\u0410', B: '\u0412', C: '\u0421', E: '\u0415', H: '\u041d', I: '\u0406', J: '\u0408', K: '\u041a', M: '\u041c', N: '\u039d', O: '\u041e', P: '\u0420', S: '\u0405', T: '\u0422', X: '\u0425', Y: '\u03a5', Z: '\u0396',
};

/** A Latin letter becomes one that looks like it (TextBugger's "sub-C"). */
export function homoglyph(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('homoglyph', (characters, range) =>
    indices(range).flatMap((i) => (Object.hasOwn(homoglyphs, characters[i]!) ? [splice(characters, i, 1, homoglyphs[characters[i]!]!)] : [])), options);
}

/** The text with such letters turned back: what it looks like. */
export function undoHomoglyphs(text: string): string {
  const back = new Map(Object.entries(homoglyphs).map(([latin, other]) => [other, latin]));
  return [...text].map((character) => back.get(character) ?? character).join('');
}
