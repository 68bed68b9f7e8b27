import fc from 'fast-check';
import { originalDraft, segmentText, withWord, type Draft, type SegmentedText } from '../text/segmented-text.ts';
import { allowedChanges, maximumEditDistance, maximumShare, maximumWords } from './draft-constraints.ts';
import { editDistance } from './edit-distance.ts';
import { cosine, minimumSimilarity } from './minimum-similarity.ts';
import { keepNames, keepNumbers, keepStopWords, minimumLength, noRepeat } from './position-constraints.ts';
import type { PositionConstraint } from './constraint.ts';

const allowed = (constraint: PositionConstraint, s: string, edit: (draft: Draft) => Draft = (draft) => draft) => {
  const text = segmentText({ s });
  const draft = edit(originalDraft(text));
  return text.words.filter((_, position) => constraint.allows(text, draft, position));
};

test('which words may change', () => {
  expect(allowed(keepStopWords(), "it is n't a GOOD film , Not at all bad")).toEqual(['GOOD', 'film', 'bad']);
  expect(allowed(keepNumbers(), 'in 1984 a b2b 3.5 film')).toEqual(['in', 'a', 'film']);
  expect(allowed(keepNames(), 'Films by Ackermann are good')).toEqual(['Films', 'by', 'are', 'good']);
  expect(allowed(keepNames(), 'BBC News is a channel')).toEqual(['is', 'a', 'channel']);
  expect(allowed(keepNames(), 'A channel')).toEqual(['A', 'channel']);
  expect(allowed(minimumLength(4), 'a film 👩‍🔬éa éaée')).toEqual(['film', 'éaée']);
  expect(allowed(noRepeat(), 'a good film', (draft) => withWord(draft, 1, 'bad'))).toEqual(['a', 'film']);
});

test('the edit distance is Levenshtein\'s, cut off where it is too far', () => {
  expect([editDistance('kitten', 'sitting'), editDistance('', 'abc'), editDistance('a🙂c', 'ac'), editDistance('same', 'same')]).toEqual([3, 3, 1, 0]);
  fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), fc.nat(8), (a, b, limit) => {
    const full = editDistance(a, b);
    expect(editDistance(b, a)).toBe(full);
    expect(editDistance(a, b, limit)).toBe(Math.min(full, limit + 1));
    expect(full).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length));
    expect(full).toBeLessThanOrEqual(Math.max([...a].length, [...b].length));
  }));
});

const edited = (text: SegmentedText, positions: readonly number[]) => positions.reduce((draft, position) => withWord(draft, position, 'other'), originalDraft(text));

test('the share of words is never exceeded, one word is always allowed', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer({ min: 0, max: 30 }), (count, share, changes) => {
    const text = segmentText({ s: Array.from({ length: count }, (_, i) => `w${i}`).join(' '), fixed: 'x y z' }, ['s']);
    const draft = edited(text, Array.from({ length: Math.min(count, changes) }, (_, i) => i));
    const [allows] = maximumShare(share).allows(text, [draft]) as boolean[];
    expect(allows).toBe(Math.min(count, changes) <= Math.max(1, Math.floor(share * count)));
    expect(allowedChanges(text, share)).toBeLessThanOrEqual(count);
  }));
  for (const wrong of [0, 1.1, -1, NaN]) expect(() => maximumShare(wrong)).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
});

test('words and edits are counted over all fields', () => {
  const text = segmentText({ a: 'one two', b: 'three' });
  const draft = edited(text, [0, 2]);
  expect(maximumWords(2).allows(text, [draft])).toEqual([true]);
  expect(maximumWords(1).allows(text, [draft])).toEqual([false]);
  // one -> other 3, three -> other 3.
  expect(maximumEditDistance(6).allows(text, [draft])).toEqual([true]);
  expect(maximumEditDistance(5).allows(text, [draft])).toEqual([false]);
});

test('similarity is the cosine to the original, which is encoded once', async () => {
  const asked: string[] = [];
  const constraint = minimumSimilarity(0.9, async (texts) => {
    asked.push(...texts.map(({ s }) => s!));
    return texts.map(({ s }) => (s === 'good film' ? Float32Array.of(1, 0) : s === 'fine film' ? Float32Array.of(1, 0.1) : Float32Array.of(0, 1)));
  });
  const text = segmentText({ s: 'good film' });
  const draft = (word: string) => withWord(originalDraft(text), 0, word);
  expect(await constraint.allows(text, [draft('fine'), draft('bad')])).toEqual([true, false]);
  expect(await constraint.allows(text, [draft('fine')])).toEqual([true]);
  expect(await constraint.allows(text, [])).toEqual([]);
  expect(asked).toEqual(['good film', 'fine film', 'bad film', 'fine film']);
  expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(0);
});
