import fc from 'fast-check';
import { excerptDiff } from './excerpt-diff.ts';
import { diffWords } from './word-diff.ts';

const many = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word}${i}`).join(' ');

test('short texts stay whole', () => {
  expect(excerptDiff('a good film', 'a bad film', { length: 20 })).toEqual({ before: 'a good film', after: 'a bad film' });
});

test('of long texts the changes and what stands around them are kept', () => {
  const before = `${many('a', 100)} good ${many('b', 100)}`;
  const after = before.replace('good', 'bad');
  expect(excerptDiff(before, after, { length: 200, context: 2 })).toEqual({ before: '\u2026 a98 a99 good b0 b1 \u2026 ', after: '\u2026 a98 a99 bad b0 b1 \u2026 ' });
});

test('what is still too long is cut, on both sides of the change', () => {
  const { before, after } = excerptDiff(many('a', 500), many('b', 500), { length: 100 });
  expect([...before]).toHaveLength(101);
  expect([...after]).toHaveLength(101);
  expect(after).toMatch(/^b0 b1 .*\u2026$/);
  expect(excerptDiff(many('a', 500), many('a', 500), { length: 50 }).after).toMatch(/^a0 a1 .*\u2026$/);
});

test('both sides stay within bounds and differ only where the texts do', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'film', 'longer-word', '🙂'), { maxLength: 60 }).map((words) => words.join(' '));
  fc.assert(fc.property(text, text, fc.integer({ min: 1, max: 80 }), (before, after, length) => {
    const found = excerptDiff(before, after, { length, context: 2 });
    for (const side of [found.before, found.after]) expect([...side].length).toBeLessThanOrEqual(length + 1);
    if (diffWords(before, after).every(({ kind }) => kind === 'same')) expect(found.before).toBe(found.after);
  }));
});
