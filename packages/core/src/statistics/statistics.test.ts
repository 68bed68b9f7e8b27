import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expectedOverlap, mean, overlapDistribution, overlapPValue, quantile, shareStandardError, spearman, standardError, wilsonInterval } from './index.ts';
import type { SetOverlap } from './index.ts';

interface Reference {
  wilson: { correct: number; n: number; low: number; high: number }[];
  spearman: { x: number[]; y: number[]; rho: number }[];
  overlap: (SetOverlap & { mean: number; p: number })[];
  overlapOfTwoLayers: { layers: SetOverlap[]; p: number };
  quantile: { values: number[]; quantiles: { p: number; value: number }[] };
  moments: { values: number[]; mean: number; standardError: number };
}

const scipy = JSON.parse(readFileSync(new URL('../../test/fixtures/scipy_values.json', import.meta.url), 'utf8')) as Reference;

test.each(scipy.wilson)('Wilson interval of $correct of $n as in SciPy', ({ correct, n, low, high }) => {
  const interval = wilsonInterval(correct / n, n);
  expect(interval.low).toBeCloseTo(low, 10);
  expect(interval.high).toBeCloseTo(high, 10);
});

test('a Wilson interval holds its proportion and shrinks with n', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
    const p = Math.round(share * n) / n;
    const { low, high } = wilsonInterval(p, n);
    const larger = wilsonInterval(p, 4 * n);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(low).toBeLessThanOrEqual(p);
    expect(high).toBeGreaterThanOrEqual(p);
    expect(larger.high - larger.low).toBeLessThan(high - low);
  }));
  expect(wilsonInterval(NaN, 0)).toEqual({ low: 0, high: 1 });
});

test.each(scipy.spearman)('Spearman with ties as in SciPy', ({ x, y, rho }) => {
  expect(spearman(x, y)).toBeCloseTo(rho, 12);
});

test('Spearman sees ranks only, is symmetric, and is undefined for a constant', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 3, maxLength: 40 });
  fc.assert(fc.property(values, (pairs) => {
    const x = pairs.map(([a]) => a);
    const y = pairs.map(([, b]) => b);
    const rho = spearman(x, y);
    if (new Set(x).size === 1 || new Set(y).size === 1) expect(rho).toBeNaN();
    else {
      expect(spearman(y, x)).toBeCloseTo(rho, 12);
      expect(spearman(x.map((v) => Math.exp(v / 10)), y)).toBeCloseTo(rho, 12);
      expect(spearman(x, y.map((v) => -v))).toBeCloseTo(-rho, 12);
    }
  }));
  expect(spearman([1], [1])).toBeNaN();
  expect(spearman([1, NaN, 3], [1, 2, 3])).toBeNaN();
  expect(() => spearman([1, 2], [1])).toThrow(expect.objectContaining({ code: 'STATISTICS_LENGTHS' }));
});

test.each(scipy.overlap)('overlap of $shared of $size in $width as in SciPy', ({ mean: average, p, ...overlap }) => {
  expect(expectedOverlap(overlap)).toBeCloseTo(average, 10);
  expect(Math.abs(overlapPValue([overlap]) - p)).toBeLessThan(1e-10);
});

test('the tail over layers is that of the sum', () => {
  expect(overlapPValue(scipy.overlapOfTwoLayers.layers)).toBeCloseTo(scipy.overlapOfTwoLayers.p, 12);
  expect(overlapPValue([])).toBe(1);
});

test('the overlap distribution sums to 1 and has mean size^2 / width', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (width, share) => {
    const size = Math.round(width * share);
    const { first, probabilities } = overlapDistribution({ size, width });
    expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    const average = probabilities.reduce((sum, p, i) => sum + p * (first + i), 0);
    expect(average).toBeCloseTo(expectedOverlap({ size, width }), 8);
  }));
});

test('quantiles and moments as in NumPy and SciPy', () => {
  for (const { p, value } of scipy.quantile.quantiles) expect(quantile(scipy.quantile.values, p)).toBeCloseTo(value, 12);
  expect(mean(scipy.moments.values)).toBeCloseTo(scipy.moments.mean, 12);
  expect(standardError(scipy.moments.values)).toBeCloseTo(scipy.moments.standardError, 12);
  // A share is the mean of zeros and ones.
  expect(shareStandardError(0.25, 8)).toBeCloseTo(standardError([1, 1, 0, 0, 0, 0, 0, 0]), 12);
  expect(shareStandardError(1, 1)).toBeNull();
  expect([quantile([], 0.5), mean([]), standardError([1])]).toEqual([NaN, NaN, NaN]);
});
