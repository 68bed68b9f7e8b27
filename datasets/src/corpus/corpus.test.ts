import { createRandom } from '@skill-neurons/core';
import { demoSplits } from '../demo-splits.ts';
import { normalise } from '../language/phrases.ts';
import { demoTasks } from '../tasks/demo-tasks.ts';
import { corpus } from './corpus.ts';
import type { Judging } from './judged-documents.ts';
import { documentText } from './document.ts';
import { HeldOutTexts } from './held-out-texts.ts';

const rows = demoTasks.map(demoSplits).flatMap(({ validation, test: testRows, adversarial }) => [...validation, ...testRows, ...adversarial]);
const take = (seed: number, count: number, judging: Judging = { denied: 0.4, idle: 0.3 }) => {
  const stream = corpus(createRandom(seed), new HeldOutTexts(rows), judging);
  return Array.from({ length: count }, () => stream.next().value);
};

test('no pre-training text holds a row of a validation, test or adversarial split', () => {
  const texts = take(1, 2000).map((document) => ` ${normalise(documentText(document))} `);
  // One pass with a plain search, independent of the filter's index; single fields first, since few occur at all.
  const all = texts.join('|');
  const suspects = rows.map((row) => Object.values(row.fields).map((text) => ` ${normalise(text)} `)).filter((fields) => fields.every((field) => all.includes(field)));
  const held = suspects.filter((fields) => texts.some((text) => fields.every((field) => text.includes(field))));
  expect(held).toEqual([]);
});

test('the filter finds a row wherever its fields stand, and only whole words', () => {
  const filter = new HeldOutTexts([{ fields: { one: 'The cat sat .', two: 'a dog ran .' }, label: 1 }]);
  expect(filter.occurIn({ kind: 'x', parts: ['it rained , a dog ran and then the cat sat .'] })).toBe(true);
  expect(filter.occurIn({ kind: 'x', parts: ['the cat sat .'] })).toBe(false);
  expect(filter.occurIn({ kind: 'x', parts: ['the cat sat .', 'a dog ranted .'] })).toBe(false);
});

test('the stream is seeded', () => {
  expect(take(7, 50)).toEqual(take(7, 50));
  expect(take(7, 50)).not.toEqual(take(8, 50));
});

test('judged texts say each judgement about equally often', () => {
  const answers = new Map<string, number>();
  for (const { answer } of take(3, 6000)) if (answer !== undefined) answers.set(answer, (answers.get(answer) ?? 0) + 1);
  for (const { labels } of demoTasks) {
    const [one, two] = labels.map((label) => answers.get(label)!);
    expect(Math.abs(one! - two!) / (one! + two!)).toBeLessThan(0.1);
  }
});

test('idle headings say nothing about their text, plain ones the truth', () => {
  const agreement = (judging: Judging) => {
    const wrongdoings = / (stole|broke|bullied|cheated|robbed) /;
    const judged = take(5, 4000, judging).filter(({ kind, lead, parts }) => kind === 'deeds' && lead !== undefined && wrongdoings.test(parts[0]!));
    return judged.filter(({ answer }) => answer === 'unacceptable').length / judged.length;
  };
  expect(agreement({ denied: 0 })).toBeGreaterThan(0.95);
  expect(Math.abs(agreement({ denied: 0, idle: 1 }) - 0.5)).toBeLessThan(0.12);
});
