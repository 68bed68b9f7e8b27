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

test('the published accuracies of Su et al. give their relative transfer within and across types', () => {
  const published = ['ethicsdeontology', 'ethicsjustice', 'MRPC', 'QQP', 'MNLI', 'QNLI', 'IMDB', 'movierationales', 'SST2'];
  const types = ['ethics', 'ethics', 'paraphrase', 'paraphrase', 'nli', 'nli', 'sentiment', 'sentiment', 'sentiment'];
  // RoBERTa-base; rows are targets, columns sources: result/ of thunlp/Prompt-Transferability.
  const accuracies = [
    [71.68, 61.86, 50.31, 50.39, 49.69, 50.33, 49.67, 50.81, 49.58],
    [58.93, 67.75, 49.78, 50.0, 50.07, 49.85, 50.15, 50.56, 50.07],
    [63.54, 56.77, 84.38, 70.05, 65.89, 67.97, 67.97, 68.49, 52.6],
    [36.87, 39.23, 66.88, 86.93, 49.85, 36.86, 39.71, 36.84, 56.8],
    [32.69, 32.75, 32.71, 34.33, 79.91, 47.46, 36.63, 32.82, 35.79],
    [50.5, 50.59, 50.46, 43.46, 75.5, 90.55, 55.55, 50.85, 52.11],
    [51.35, 62.7, 50.34, 58.37, 57.06, 50.35, 89.71, 85.83, 73.63],
    [51.56, 56.77, 50.52, 52.08, 52.08, 50.52, 81.77, 76.04, 71.35],
    [50.84, 51.68, 50.36, 51.2, 58.53, 51.2, 86.06, 74.16, 93.27],
  ];
  const results = published.flatMap((target, j) => published.map((source, i) => result(source, target, 1, accuracies[j]![i]! / 100)));
  const { relative } = transferMatrix(results, published, published);
  const contrast = contrastTypes(relative, published, published, (task) => types[published.indexOf(task)])!;
  expect([contrast.sameType.pairs, contrast.otherType.pairs]).toEqual([12, 60]);
  expect(contrast.sameType.mean).toBeCloseTo(0.856, 3);
  expect(contrast.otherType.mean).toBeCloseTo(0.613, 3);
  expect(contrast.p).toBeLessThan(0.001);
});
