import { createRandom } from '@skill-neurons/core';
import fc from 'fast-check';
import { relativePerplexity } from '../constraints/relative-perplexity.ts';
import { samePartOfSpeech } from '../constraints/same-part-of-speech.ts';
import { inflections } from '../transformations/words/inflections.ts';
import { openTagger, wordsOfField, type Tagger } from './part-of-speech.ts';
import { originalDraft, segmentText, withWord } from './segmented-text.ts';

let tagger: Tagger;
beforeAll(async () => {
  tagger = await openTagger();
});

const parts = (s: string) => s.split(' ').map((_, i, words) => tagger.partOf(words, i));
test('plain words have their part of speech, function words have none', () => {
  expect(parts('the old man quickly wrote a letter')).toEqual([undefined, 'Adjective', 'Noun', 'Adverb', 'Verb', undefined, 'Noun']);
  expect(parts('they were never happy')).toEqual([undefined, undefined, undefined, 'Adjective']);
});

test('any words in any script are taken, the same way each time', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom("don't", 'gonna', '日本', '🙂', 'שלום', 'e\u0301lan', '', ' ')), { minLength: 1, maxLength: 8 }), (words) => {
    for (const position of words.keys()) expect(tagger.partOf(words, position)).toBe(tagger.partOf([...words], position));
  }), { numRuns: 50 });
});

test('the words of the own field are the neighbours, without those that are gone', () => {
  const text = segmentText({ a: 'one two three', b: 'four five' });
  expect(wordsOfField(text, text.words, 4)).toEqual({ words: ['four', 'five'], position: 1 });
  expect(wordsOfField(text, withWord(originalDraft(text), 0, '').words, 2)).toEqual({ words: ['two', 'three'], position: 1 });
});

test('a replacement keeps the part of speech', () => {
  const text = segmentText({ s: 'the old man wrote a letter' });
  const allowed = (position: number, word: string, options = {}) => (samePartOfSpeech(tagger, options).allows(text, [withWord(originalDraft(text), position, word)]) as boolean[])[0];
  expect([allowed(1, 'young'), allowed(1, 'quickly'), allowed(5, 'book'), allowed(3, 'read'), allowed(2, 'slowly')]).toEqual([true, false, true, true, false]);
  // Removed words and pairs are not looked at.
  expect([allowed(1, ''), allowed(1, 'very old')]).toEqual([true, true]);
});

const inflected = (s: string, position: number) => {
  const text = segmentText({ s });
  const draft = originalDraft(text);
  return inflections(tagger).replacements({ text, draft, position, word: text.words[position]!, random: createRandom(1) }) as string[];
};

test('other forms of nouns and verbs, irregular ones too, in the case of the word', () => {
  expect(inflected('the children wrote letters', 1)).toEqual(['child']);
  expect(inflected('she quickly wrote a letter', 2)).toEqual(expect.arrayContaining(['write', 'writes', 'writing']));
  expect(inflected('Letters came', 0)).toEqual(['Letter']);
  expect([...inflected('it is good', 1), ...inflected('a very happy man', 2), ...inflected('日本 42 U.S', 0)]).toEqual([]);
});

test('with a lexicon only its words change, into forms that it has', () => {
  const text = segmentText({ s: 'the zorbs wrote letters' });
  const draft = originalDraft(text);
  const lexicon = { has: (word: string) => ['letters', 'letter', 'wrote', 'writes'].includes(word) };
  const at = (position: number) => inflections(tagger, lexicon).replacements({ text, draft, position, word: text.words[position]!, random: createRandom(1) });
  expect([at(1), at(2), at(3)]).toEqual([[], ['writes'], ['letter']]);
});

test('inflections never give the word back, nor anything but one plain word', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('film', 'films', 'loves', 'ran', 'good', 'the', '1984', 'not', 'men', 'series', 'Mary', 'going', '🙂', 'ünï'), { minLength: 1, maxLength: 7 }), fc.nat(6), (words, at) => {
    const text = segmentText({ s: words.join(' ') });
    const position = Math.min(at, text.words.length - 1);
    if (position < 0) return;
    const found = inflected(words.join(' '), position);
    expect(found).not.toContain(text.words[position]);
    expect(found.every((word) => /^[A-Za-z]+$/.test(word))).toBe(true);
    expect(new Set(found).size).toBe(found.length);
  }));
});

test('perplexity is held against that of the original, field by field', async () => {
  const asked: string[] = [];
  const constraint = relativePerplexity(2, (texts) => Promise.resolve(texts.map((text) => (asked.push(text), text.length))));
  const text = segmentText({ a: 'abcd', b: 'ab' });
  const drafts = ['abcdefgh', 'abcdefghi', 'x'].map((word) => withWord(originalDraft(text), 0, word));
  expect(await constraint.allows(text, drafts)).toEqual([true, false, true]);
  expect(await constraint.allows(text, [withWord(originalDraft(text), 1, 'abcde'), originalDraft(text)])).toEqual([false, true]);
  // Originals are measured once, unchanged fields not again.
  expect(asked).toEqual(['abcd', 'ab', 'abcdefgh', 'abcdefghi', 'x', 'abcde']);
  expect(() => relativePerplexity(0, () => Promise.resolve([]))).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
});
