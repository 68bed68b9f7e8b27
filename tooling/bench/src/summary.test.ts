import { compareAnswers } from './agreement.ts';
import { flopsPerExample } from './flops.ts';
import { benchModels } from './models.ts';
import type { SystemResult } from './run-case.ts';
import { rotated, spreadOf } from './spread.ts';
import { summariseCase } from './summarise.ts';

const model = benchModels.find(({ name }) => name === 'tiny-roberta')!;
const workload = { columns: [1, 2], batches: [{ size: 4, length: 8, ids: [], mask: [], labels: [] }] };

const result = (name: string, ms: number[], examples: number, peakRss: number): SystemResult => ({
  system: { name, kind: name === 'original' ? 'original' : 'onnxruntime', threads: 2 },
  status: 'measured', version: '1', ms, peak: ms.map(() => 10), examples, firstMs: 50, peakRss, importRss: 1,
});

test('ratios are paired by round and per example', () => {
  const { systems } = summariseCase('train', model, workload, [result('onnxruntime', [10, 20, 30], 4, 100), result('original', [40, 80, 240], 2, 400)]);
  const [first, original] = systems;
  // 4 examples in 10 ms against 2 in 40: 8 times; then 8, then 16.
  expect(original).toMatchObject({ speedRatio: { median: 8, q1: 8, q3: 12, n: 3 }, memoryRatio: 0.25, examplesPerSecond: 25 });
  expect(original).not.toHaveProperty('gflops');
  const gflops = (4 * flopsPerExample(model.config, 'train', { virtualTokens: 8, textLength: 8, classes: 2 })) / 20 / 1e6;
  expect(first).toMatchObject({ gflops: { median: gflops }, shareOfPeak: { median: gflops / 10 }, firstRunExtraMs: 30 });
  expect(first).not.toHaveProperty('speedRatio');
});

test('without the first system the next one that was measured is the reference', () => {
  const absent: SystemResult = { system: { name: 'tensorflow', kind: 'tensorflow', threads: 2 }, status: 'absent', reason: 'not installed' };
  const { systems } = summariseCase('train', model, workload, [absent, result('onnxruntime', [10], 4, 100), result('cpu', [30], 4, 50)]);
  expect(systems[0]).toEqual({ system: 'tensorflow', threads: 2, status: 'absent', reason: 'not installed' });
  expect(systems[2]).toMatchObject({ speedRatio: { median: 3 }, memoryRatio: 2 });
});

test('every system runs first once', () => {
  expect([0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
});

test('quartiles', () => {
  expect(spreadOf([5, 1, 2, 4, 3])).toEqual({ n: 5, median: 3, q1: 2, q3: 4 });
});

test('answers agree within the tolerance, and only what both gave is compared', () => {
  expect(compareAnswers({ loss: [1], other: [1] }, { loss: [1.0005] })).toMatchObject({ agrees: true });
  expect(compareAnswers({ loss: [1] }, { loss: [1.002] }).agrees).toBe(false);
  expect(compareAnswers({ predictions: [0, 1] }, { predictions: [0] }).agrees).toBe(false);
  expect(compareAnswers({ predictions: [0, 0] }, { predictions: [0, 0] }).agrees).toBe(true);
  expect(compareAnswers({ loss: [1] }, { loss: [NaN] }).agrees).toBe(false);
});
