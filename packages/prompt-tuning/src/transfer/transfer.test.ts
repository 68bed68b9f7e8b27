import { createRandom, mean } from '@skill-neurons/core';
import { predictTransfer } from './predict-transfer.ts';
import { contrastTypes, transferMatrix, type TransferResult } from './transfer-matrix.ts';

const tasks = ['a1', 'a2', 'b1', 'b2'];
const typeOf = (task: string) => task[0];
const result = (source: string, target: string, seed: number | undefined, accuracy: number): TransferResult => ({ source, target, seed, accuracy });

test('the matrix holds means over seeds, relative to the own prompt of the same seed', () => {
  const results = [result('a1', 'a1', 1, 0.8), result('a1', 'a1', 2, 0.5), result('a2', 'a1', 1, 0.4), result('a2', 'a1', 2, 0.5), result('a2', 'a2', 1, 0.9)];
  const { absolute, relative } = transferMatrix(results, ['a1', 'a2'], ['a1', 'a2']);
  expect(absolute).toEqual([[0.65, NaN], [0.45, 0.9]]);
  // (0.4 / 0.8 + 0.5 / 0.5) / 2, not 0.45 / 0.65.
  expect(relative).toEqual([[1, NaN], [0.75, 1]]);
  // A prompt without a seed is compared with the own prompt of every seed.
  const none = transferMatrix([...results, result('none', 'a1', undefined, 0.4)], ['none'], ['a1']);
  expect(none.relative[0]![0]).toBeCloseTo((0.4 / 0.8 + 0.4 / 0.5) / 2, 12);
});

test('the contrast of types leaves out the own prompts and what was not evaluated', () => {
  const relative = [[1, 0.9, 0.5, NaN], [0.8, 1, 0.6, 0.6], [0.5, 0.5, 1, 0.7], [0.4, 0.6, 0.8, 1]];
  const contrast = contrastTypes(relative, tasks, tasks, typeOf)!;
  expect(contrast.sameType.pairs).toBe(4);
  expect(contrast.otherType.pairs).toBe(7);
  expect(contrast.sameType.mean).toBeCloseTo(0.8, 12);
  expect(contrast.difference).toBeCloseTo(0.8 - 3.7 / 7, 12);
  // Every pair of one type is above every other: 1 of C(11, 4) = 330 deals.
  expect(contrast.p).toBeLessThan(0.01);
  expect(contrastTypes(relative, tasks, tasks, () => 'one')).toBeUndefined();
  expect(contrastTypes(relative, tasks, tasks, () => undefined)).toBeUndefined();
});

const own = (source: number, target: number) => source === target;
const square = (value: (i: number, j: number) => number, size = 8) => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => value(i, j)));

test('a similarity that orders the transfer is found, and its opposite', () => {
  const random = createRandom('transfer');
  const transfer = square(() => random.uniform());
  const similar = predictTransfer(transfer.map((row) => row.map((value) => value ** 3)), transfer, own);
  expect(similar.rho).toBeCloseTo(1, 12);
  expect(similar.targets).toBe(8);
  expect(similar.p).toBeLessThan(0.01);
  expect(predictTransfer(transfer.map((row) => row.map((value) => -value)), transfer, own).rho).toBeCloseTo(-1, 12);
});

test('a similarity of chance is found as rarely as p says, and own prompts alone make a correlation', () => {
  const random = createRandom('chance');
  const withOwn = () => square((i, j) => (i === j ? 10 : random.uniform()), 6);
  const draws = Array.from({ length: 20 }, () => ({ similarity: withOwn(), transfer: withOwn() }));
  const honest = draws.map(({ similarity, transfer }) => predictTransfer(similarity, transfer, own));
  // More than four of twenty at a rate of 0.05 have a probability of 0.003.
  expect(honest.filter(({ p }) => p <= 0.05).length).toBeLessThanOrEqual(4);
  expect(Math.abs(mean(honest.map(({ rho }) => rho)))).toBeLessThan(0.2);
  expect(mean(draws.map(({ similarity, transfer }) => predictTransfer(similarity, transfer, own, { includeOwn: true }).rho))).toBeGreaterThan(0.3);
});

test('too few sources give no correlation', () => {
  expect(predictTransfer([[1, 2], [3, 4]], [[1, 2], [3, 4]], own)).toEqual({ rho: NaN, targets: 0, p: 1 });
});
