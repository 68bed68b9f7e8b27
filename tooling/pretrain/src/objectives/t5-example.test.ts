import { createRandom } from '@skill-neurons/core';
import { sequenceExample } from './t5-example.ts';

const options = { eos: 1, sentinels: [90, 91, 92, 93], maxLength: 40, answerWeight: 5 };
const judged = { lead: { before: [10], answer: [11], after: [12] }, parts: [[20, 21, 22], [30, 31]], tail: null };
const plain = { lead: null, parts: [[20, 21, 22, 23, 24, 25, 26, 27, 28, 29]], tail: null };
const draws = (tokens: typeof judged | typeof plain, count = 400) => Array.from({ length: count }, (_, i) => sequenceExample(tokens, options, createRandom(i)));

/** The text that source and target make together. */
function joined({ source, target }: { source: readonly number[]; target: readonly number[] }): number[] {
  const spans = new Map<number, number[]>();
  let current: number[] = [];
  for (const id of target.slice(0, -1)) {
    if (options.sentinels.includes(id)) spans.set(id, (current = []));
    else current.push(id);
  }
  return source.slice(0, -1).flatMap((id) => spans.get(id) ?? [id]);
}

test('span corruption and continuation each hold the whole text', () => {
  let continued = 0;
  for (const example of draws(plain)) {
    expect(example.source.at(-1)).toBe(1);
    expect(example.target.at(-1)).toBe(1);
    const isContinuation = !options.sentinels.includes(example.target[0]!);
    if (isContinuation) continued++;
    expect(isContinuation ? [...example.source.slice(0, -1), ...example.target.slice(0, -1)] : joined(example)).toEqual(plain.parts[0]);
  }
  expect(continued / 400).toBeGreaterThan(0.3);
});

test('a judging word left out is what the target starts with', () => {
  const asked = draws(judged).filter(({ target, firstWeight }) => target[0] === 11 && firstWeight === 5);
  expect(asked.length / 400).toBeGreaterThan(0.75);
  for (const { source, target } of asked) {
    expect(target).toEqual([11, 1]);
    expect(source.filter((id) => id < 90)).toEqual([10, 12, 20, 21, 22, 30, 31, 1]);
  }
});
