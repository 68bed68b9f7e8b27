import fc from 'fast-check';
import { countChangedWords, diffWords } from './word-diff.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'film', '.', '🙂'), { maxLength: 12 }).map((words) => words.join(' '));

test('the parts give back both texts', () => {
  fc.assert(fc.property(fc.oneof(text, fc.string()), fc.oneof(text, fc.string()), (before, after) => {
    const parts = diffWords(before, after);
    const without = (kind: string) => parts.filter((part) => part.kind !== kind).map((part) => part.text).join('');
    expect(without('added')).toBe(before);
    expect(without('removed')).toBe(after);
  }));
});

test('only what changed is shown as changed', () => {
  expect(diffWords('a good film .', 'a bad film .')).toEqual([
    { kind: 'same', text: 'a ' }, { kind: 'removed', text: 'good ' }, { kind: 'added', text: 'bad ' }, { kind: 'same', text: 'film .' },
  ]);
  expect(diffWords('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
  expect(diffWords('a film .', 'a film . and true is true')).toEqual([{ kind: 'same', text: 'a film .' }, { kind: 'added', text: ' and true is true' }]);
});

test('words changed: the longer side of each stretch', () => {
  const count = (before: string, after: string) => countChangedWords(diffWords(before, after));
  expect(count('a good film .', 'a bad film .')).toBe(1);
  expect(count('a film .', 'a film . and true is true')).toBe(4);
  expect(count('a good film', 'a really not so bad film indeed')).toBe(5);
  expect(count('one two three four', 'four')).toBe(3);
  expect(count('the same', 'the  same ')).toBe(0);
  expect(count('', 'new text')).toBe(2);
  fc.assert(fc.property(text, text, (before, after) => {
    const lengths = [before, after].map((side) => side.match(/\S+/gu)?.length ?? 0) as [number, number];
    expect(count(before, after)).toBeGreaterThanOrEqual(Math.abs(lengths[0] - lengths[1]));
    expect(count(before, after)).toBeLessThanOrEqual(lengths[0] + lengths[1]);
    expect(count(before, before)).toBe(0);
  }));
});
