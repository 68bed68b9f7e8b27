import fc from 'fast-check';
import { diffWords } from './word-diff.ts';

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
});
