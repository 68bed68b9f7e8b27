import { createRandom } from '@skill-neurons/core';
import fc from 'fast-check';
import { editDistance } from '../../constraints/edit-distance.ts';
import { graphemes } from '../../text/graphemes.ts';
import { originalDraft, segmentText } from '../../text/segmented-text.ts';
import type { WordTransformation } from '../transformation.ts';
import type { CharacterOptions } from './character-transformation.ts';
import { deleteCharacter, insertCharacter, insertSpace, substituteCharacter, swapCharacters } from './edit-characters.ts';
import { homoglyph, undoHomoglyphs } from './homoglyph.ts';
import { keyboardTypo } from './keyboard-typo.ts';

const all: [string, (options?: CharacterOptions) => WordTransformation][] = [
  ['swapCharacters', swapCharacters], ['deleteCharacter', deleteCharacter], ['insertCharacter', insertCharacter], ['substituteCharacter', substituteCharacter],
  ['insertSpace', insertSpace], ['homoglyph', homoglyph], ['keyboardTypo', keyboardTypo],
];

const variantsOf = (transformation: WordTransformation, word: string, seed: number) => {
  const text = segmentText({ word });
  return transformation.replacements({ text, draft: originalDraft(text), position: 0, word, random: createRandom(seed) }) as string[];
};
/** Letters with marks, emoji with joiners, other scripts: what reads as one character. */
const anyWord = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.string({ unit: fc.constantFrom('a', 'e', 'é', 'e\u0301', '👩‍🔬', 'ß', 'Q', 'ж'), minLength: 1, maxLength: 10 }), fc.stringMatching(/^[a-zA-Z]{1,12}$/));

describe.each(all)('%s', (_name, make) => {
  test('changes one character, keeps Unicode whole, gives no more variants than asked for, and the same for a seed', () => {
    fc.assert(fc.property(anyWord, fc.integer(), fc.integer({ min: 1, max: 4 }), fc.boolean(), (word, seed, variants, inner) => {
      const found = variantsOf(make({ variants, inner }), word, seed);
      expect(found.length).toBeLessThanOrEqual(variants);
      expect(new Set(found).size).toBe(found.length);
      expect(variantsOf(make({ variants, inner }), word, seed)).toEqual(found);
      for (const variant of found) {
        expect(variant).not.toBe(word);
        expect(variant).not.toMatch(/\p{Surrogate}/u);
        expect(Math.abs(graphemes(variant).length - graphemes(word).length)).toBeLessThanOrEqual(1);
      }
    }));
  });

  test('words with digits, abbreviations and other scripts stay', () => {
    for (const word of ['1980s', 'b2b', '42', '3.5', 'U.S.', '日本語', 'жизнь', 'مرحبا', '🙂']) expect(variantsOf(make({ inner: false }), word, 1)).toEqual([]);
  });
});

test.each(all.filter(([name]) => name !== 'insertSpace'))('%s leaves the first and last character alone', (_name, make) => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z]{2,12}$/), fc.integer(), (word, seed) => {
    for (const variant of variantsOf(make(), word, seed)) {
      expect(variant.at(0)).toBe(word.at(0));
      expect(variant.at(-1)).toBe(word.at(-1));
    }
  }));
});

test('what each of them does', () => {
  const one = (make: (options?: CharacterOptions) => WordTransformation, word: string) => variantsOf(make({ variants: 100 }), word, 3).sort();
  expect(one(swapCharacters, 'film')).toEqual(['flim']);
  expect(one(deleteCharacter, 'film')).toEqual(['fim', 'flm']);
  expect(one(insertSpace, 'film')).toEqual(['f ilm', 'fi lm', 'fil m']);
  expect(one(keyboardTypo, 'art')).toEqual(['adt', 'aet', 'aft', 'att']);
  expect(one(insertCharacter, 'ab')).toHaveLength(1);
  expect(editDistance('film', variantsOf(substituteCharacter(), 'film', 1)[0]!)).toBe(1);
});

test('a look-alike looks alike', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z]{3,12}$/), fc.integer(), (word, seed) => {
    for (const variant of variantsOf(homoglyph(), word, seed)) expect(undoHomoglyphs(variant)).toBe(word);
  }));
});
