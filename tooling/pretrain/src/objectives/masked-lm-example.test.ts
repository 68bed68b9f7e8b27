import { createRandom } from '@skill-neurons/core';
import { maskedExample, type MaskingOptions } from './masked-lm-example.ts';

const options: MaskingOptions = { bos: 0, pad: 1, eos: 2, mask: 4, vocabularySize: 100, maxLength: 32, maxOffset: 20, maskShare: 0.15, answerWeight: 5 };
const judged = { lead: { before: [10], answer: [11], after: [12] }, parts: [[20, 21, 22], [30, 31]], tail: null };
const draws = (tokens = judged, count = 500) => Array.from({ length: count }, (_, i) => maskedExample(tokens, options, createRandom(i)));

test('undoing the masks gives the text back, with the heading in front of <s> or behind it', () => {
  const layouts = new Set<string>();
  for (const { ids, targets } of draws()) {
    const text = [...ids];
    for (const { position, id } of targets) text[position] = id;
    layouts.add(text.join(' '));
  }
  expect([...layouts].sort()).toEqual(['0 10 11 12 20 21 22 2 30 31 2', '0 10 11 12 20 21 22 30 31 2', '10 11 12 0 20 21 22 2 30 31 2']);
});

test('the judging word is masked nine times in ten and weighs more; special tokens never are', () => {
  const all = draws();
  const answers = all.filter(({ targets }) => targets.some(({ id, weight }) => id === 11 && weight === 5));
  expect(answers.length / all.length).toBeGreaterThan(0.85);
  expect(answers.length / all.length).toBeLessThan(0.95);
  expect(all.flatMap(({ targets }) => targets).filter(({ id }) => id <= 4)).toEqual([]);
});

test('positions count on from a random start; a heading in front may have none', () => {
  for (const { ids, positions } of draws()) {
    const start = ids.indexOf(0);
    const text = positions.slice(start);
    expect(text).toEqual(text.map((_, i) => text[0]! + i));
    expect(text[0]).toBeGreaterThanOrEqual(2);
    const heading = positions.slice(0, start);
    expect(heading.every((position) => position === 1) || heading.every((position, i) => position === heading[0]! + i)).toBe(true);
  }
});

test('long texts are cut, targets with them', () => {
  const long = { lead: null, parts: [Array.from({ length: 50 }, (_, i) => 10 + i)], tail: null };
  for (const { ids, positions, targets } of draws(long as unknown as typeof judged, 50)) {
    expect([ids.length, positions.length]).toEqual([32, 32]);
    expect(Math.max(0, ...targets.map(({ position }) => position))).toBeLessThan(32);
  }
});
