import fc from 'fast-check';
import { changedPositions, countPerturbedWords, countWords, originalDraft, renderDraft, segmentText, withWord } from './segmented-text.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

test('any text, cut and put together again, is the same', () => {
  fc.assert(fc.property(anyText, anyText, (a, b) => {
    const text = segmentText({ a, b });
    expect(renderDraft(text, originalDraft(text))).toEqual({ a, b });
  }));
});

test('words are letters, digits and what joins them', () => {
  const words = (s: string) => [...segmentText({ s }).words];
  expect(words("it 's n't don't e-mail 1,250.5 naïve 12th (x)")).toEqual(['it', 's', "n't", "don't", 'e-mail', '1,250.5', 'naïve', '12th', 'x']);
  expect(words('the l.a. beach , a.i. and the U.S. of 3.5 v. e.g., end.')).toEqual(['the', 'l.a.', 'beach', 'a.i.', 'and', 'the', 'U.S.', 'of', '3.5', 'v', 'e.g.', 'end']);
  // Links and handles stand between words, but count when they are added.
  expect(words('@ann_1 see https://t.co/a1B2?x=1 or www.x.org, me@home .')).toEqual(['see', 'or', 'me', 'home']);
  expect(countWords('@ann_1 see https://t.co/a1B2')).toBe(3);
  expect(words('日本語 🙂 éa')).toEqual(['日本語', 'éa']);
});

test('a word that goes takes a space along and leaves the comma', () => {
  const text = segmentText({ a: 'slow , very slow .', b: 'x' });
  const without = (position: number) => renderDraft(text, withWord(originalDraft(text), position, ''))['a'];
  expect(without(0)).toBe('very slow .');
  expect(without(1)).toBe('slow , slow .');
  expect(without(2)).toBe('slow , very .');
});

test('perturbed words are those that differ and those that were added', () => {
  const text = segmentText({ a: 'one two three .' });
  const original = originalDraft(text);
  expect(countPerturbedWords(text, original)).toBe(0);
  const draft = { ...withWord(original, 1, 'zwei'), ends: [' and true is true .'] };
  expect(changedPositions(text, draft)).toEqual([1]);
  expect(countPerturbedWords(text, draft)).toBe(5);
  // Changed back is not changed.
  expect(countPerturbedWords(text, withWord(draft, 1, 'two'))).toBe(4);
});
