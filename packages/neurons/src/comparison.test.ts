import fc from 'fast-check';
import { createRandom, mean } from '@skill-neurons/core';
import { testOverlap, topOverlap, topOverlapOfModel } from './overlap.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { randomRanking, rankPerLayer, rankWholeModel, topPercentOfModel } from './ranking.ts';
import { comparePaired, retainedPredictivity } from './retained.ts';
import { specificityMatrix } from './specificity.ts';
import { splitHalfStability } from './split-half.ts';

const [layers, width] = [3, 40];
const valuesOf = (seed: number | string, of: (uniform: number) => number = (u) => u) => {
  const { uniform } = createRandom(seed);
  return { layers, width, values: Float32Array.from({ length: layers * width }, () => of(0.5 + uniform() / 2)) };
};

test('ranking the whole model puts the best first, wherever they are', () => {
  const values = Float32Array.of(0.5, 0.9, 0.6, 0.9, 0.8, 0.5);
  expect([...rankWholeModel(values)]).toEqual([1, 3, 4, 2, 0, 5]);
  expect(topPercentOfModel(values, 3, 50)).toEqual([[1], [0, 1]]);
  expect(topPercentOfModel(values, 3, 0)).toEqual([[], []]);
});

test('a ranking correlates with itself as 1 and with its reverse as -1, over all neurons and over top sets', () => {
  const a = valuesOf(1);
  const reverse = { ...a, values: a.values.map((value) => 1.5 - value) };
  for (const scope of ['layer', 'model'] as const) {
    for (const neurons of ['all', 'union', 'intersection'] as const) expect(rankCorrelation(a, a, { scope, neurons, percent: 20 }).rho).toBeCloseTo(1, 9);
    expect(rankCorrelation(a, reverse, { scope }).rho).toBeCloseTo(-1, 9);
  }
  // Their top sets have nothing in common.
  expect(rankCorrelation(a, reverse, { neurons: 'intersection', percent: 20 })).toMatchObject({ rho: NaN, neurons: 0 });
  expect(rankCorrelation(a, reverse, { neurons: 'union', percent: 20 }).neurons).toBe(2 * 8 * layers);
});

test('over the union of top sets the same neurons are paired, not those of the same place in the order', () => {
  const a = { layers: 1, width: 4, values: Float32Array.of(0.9, 0.8, 0.5, 0.6) };
  const b = { layers: 1, width: 4, values: Float32Array.of(0.5, 0.8, 0.9, 0.6) };
  // Neurons 0, 1, 2 count; by place in the order the correlation would be 1.
  expect(rankCorrelation(a, b, { neurons: 'union', percent: 50 }).rho).toBeCloseTo(-1, 9);
  expect(rankCorrelation(a, b, { neurons: 'intersection', percent: 75 }).neurons).toBe(2);
});

test('correlation is symmetric, in [-1, 1], and its bootstrap interval repeats', () => {
  fc.assert(fc.property(fc.integer(), fc.integer(), (i, j) => {
    const [a, b] = [valuesOf(i), valuesOf(j)];
    const { rho } = rankCorrelation(a, b);
    expect(Math.abs(rho)).toBeLessThanOrEqual(1);
    expect(rankCorrelation(b, a).rho).toBeCloseTo(rho, 9);
  }), { numRuns: 30 });
  const noisy = { ...valuesOf(3), values: valuesOf(3).values.map((value, i) => value + 0.3 * valuesOf(4).values[i]!) };
  const options = { bootstrap: { seed: 1, resamples: 100 } };
  const { rho, low, high } = rankCorrelation(valuesOf(3), noisy, options);
  expect(low).toBeLessThan(rho);
  expect(high).toBeGreaterThan(rho);
  expect(rankCorrelation(valuesOf(3), noisy, options)).toMatchObject({ low, high });
  expect(() => rankCorrelation(valuesOf(1), { layers: 1, width: 4, values: new Float32Array(4) })).toThrow(RangeError);
});

test('specificity: rankings of one kind stand out in the normalised matrix', () => {
  const base = valuesOf('kind');
  const near = (seed: string) => ({ ...base, values: base.values.map((value, i) => value + 0.1 * valuesOf(seed).values[i]!) });
  const { rho, normalised, meanOfPairs, pairs } = specificityMatrix([near('a'), near('b'), valuesOf('other')]);
  expect(rho.map((row, i) => row[i])).toEqual([1, 1, 1]);
  expect(rho[0]![1]).toBeGreaterThan(0.8);
  expect(Math.abs(rho[0]![2]!)).toBeLessThan(0.35);
  expect(mean(pairs.map(({ a, b }) => normalised[a]![b]!))).toBeCloseTo(0, 9);
  expect(meanOfPairs).toBeGreaterThan(0.1);
  expect(specificityMatrix([base]).meanOfPairs).toBeNaN();
  expect(specificityMatrix([base, base]).normalised[0]![1]).toBeNaN();
});

test('overlap: certain for equal rankings, no more than chance for random ones', () => {
  const ranking = randomRanking(layers, width, 1);
  const same = testOverlap(topOverlap(ranking, ranking, 25));
  expect(same).toMatchObject({ shared: 30, size: 30, expected: 7.5, timesChance: 4 });
  expect(same.p).toBeLessThan(1e-20);
  expect(same.layers.every(({ p, adjustedP }) => adjustedP >= p)).toBe(true);
  const ps = Array.from({ length: 200 }, (_, seed) => testOverlap(topOverlap(randomRanking(layers, width, `a${seed}`), randomRanking(layers, width, `b${seed}`), 25)).p);
  expect(ps.filter((p) => p <= 0.05).length / ps.length).toBeLessThan(0.1);
  expect(topOverlapOfModel(valuesOf(1).values, valuesOf(1).values, 10)).toEqual([{ layer: 0, shared: 12, size: 12, width: 120 }]);
});

test('retained predictivity: all of it for the same neurons, none for others', () => {
  const clean = valuesOf(1);
  const kept = retainedPredictivity(clean, clean, { percent: 10 });
  expect(kept).toMatchObject({ neurons: 12, share: 1, separation: 1 });
  expect(kept.histogram.reduce((sum, { neurons }) => sum + neurons, 0)).toBe(12);
  expect(retainedPredictivity(clean, { ...clean, values: clean.values.map((value) => 1.5 - value) }, { percent: 10 }).separation).toBe(0);
  const separations = Array.from({ length: 50 }, (_, seed) => retainedPredictivity(clean, valuesOf(`x${seed}`), { percent: 10, scope: 'model' }).separation);
  expect(Math.abs(mean(separations) - 0.5)).toBeLessThan(0.05);
});

test('architectures are compared on the sets they share; seeds of one set are one pair', () => {
  const values = (of: (task: number) => number) => [1, 2, 3, 4, 5, 6, 7].flatMap((task) => [0, 0.01].map((seed) => ({ key: `task ${task}`, value: of(task) + seed })));
  const { pairs, difference, p, leastP } = comparePaired(values((t) => 0.8 + t / 100), [...values(() => 0.6), { key: 'alone', value: 9 }], { seed: 1 });
  expect(pairs).toBe(7);
  expect(difference).toBeCloseTo(0.24, 9);
  expect(leastP).toBe(2 / 2 ** 7);
  expect(Math.abs(p - leastP)).toBeLessThan(0.01);
  expect(comparePaired([{ key: 'a', value: 1 }], [], { seed: 1 })).toMatchObject({ pairs: 0, p: 1, leastP: 1 });
});

test('split-half stability is 1 for equal halves and is corrected upwards otherwise', () => {
  const a = valuesOf(1);
  const noisy = { ...a, values: a.values.map((value, i) => value + valuesOf(2).values[i]!) };
  expect(splitHalfStability(a, a, 10)).toMatchObject({ rho: expect.closeTo(1, 9) as number, corrected: expect.closeTo(1, 9) as number });
  const { rho, corrected, overlap } = splitHalfStability(a, noisy, 10);
  expect(corrected).toBeGreaterThan(rho);
  expect(overlap).toEqual(topOverlap(rankPerLayer(a.values, layers, width), rankPerLayer(noisy.values, layers, width), 10));
});
