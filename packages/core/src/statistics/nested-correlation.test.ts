import { readFileSync } from 'node:fs';
import { createRandom } from '../random.ts';
import { detectableCorrelation, nestedCorrelation, pearson, signFlipTest, type NestedPoint } from './index.ts';

interface Reference {
  signFlip: { differences: number[]; p: number; limits: [number, number] | null }[];
  nested: { points: NestedPoint[]; pooled: Values; within: Values & { slope: number }; p: Values; between: number | null }[];
  bootstrap: { x: number[]; y: number[]; low: number; high: number };
}
type Values = { pearson: number; spearman: number };

const scipy = JSON.parse(readFileSync(new URL('../../test/fixtures/scipy_nested_values.json', import.meta.url), 'utf8')) as Reference;

test.each(scipy.signFlip)('sign flips of $differences as in SciPy', ({ differences, p, limits }) => {
  const found = signFlipTest(differences, { seed: 1 });
  expect(found.p).toBeCloseTo(p, 12);
  expect([found.low, found.high].map((limit) => limit.toFixed(9))).toEqual((limits ?? [-Infinity, Infinity]).map((limit) => limit.toFixed(9)));
  expect(found.p).toBeGreaterThanOrEqual(found.leastP - 1e-12);
});

test('sign flips drawn at random come near those gone through, and the interval covers', () => {
  const { normal } = createRandom('cover');
  let covered = 0;
  for (let trial = 0; trial < 200; trial++) {
    const { low, high } = signFlipTest(Array.from({ length: 8 }, () => 1 + normal()), { seed: trial });
    if (low <= 1 && 1 <= high) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(180);
  expect(covered).toBeLessThan(200);
  const many = Array.from({ length: 20 }, () => 0.6 + normal());
  const { p, low, high } = signFlipTest(many, { seed: 1 });
  expect(p).toBeLessThan(0.1);
  expect(low).toBeLessThan(high);
  expect(signFlipTest([], { seed: 1 })).toMatchObject({ n: 0, p: 1, low: -Infinity });
});

test.each(scipy.nested)('nested correlations as in SciPy: study %#', ({ points, pooled, within, p, between }) => {
  const found = nestedCorrelation(points, { seed: 1, resamples: 200 });
  for (const kind of ['pearson', 'spearman'] as const) {
    expect(found.pooled[kind].value).toBeCloseTo(pooled[kind], 9);
    expect(found.within[kind].value).toBeCloseTo(within[kind], 9);
    expect(found.within[kind].p).toBeCloseTo(p[kind], 9);
  }
  expect(found.within.slope.value).toBeCloseTo(within.slope, 9);
  if (between === null) expect(found.between.pearson).toBeNaN();
  else expect(found.between.pearson).toBeCloseTo(between, 9);
  expect(found.pooled.pearson.low === undefined).toBe(found.clusters < 5);
  expect(nestedCorrelation(createRandom('order').shuffle(points), { seed: 1, resamples: 0 }).within.spearman.p).toBeCloseTo(p.spearman, 9);
});

test('with one point per cluster the interval is SciPy’s percentile bootstrap', () => {
  const { x, y, low, high } = scipy.bootstrap;
  const { value, ...interval } = nestedCorrelation(x.map((_, i) => ({ group: 'one', cluster: String(i), x: x[i]!, y: y[i]! })), { seed: 3, resamples: 2000, permutations: 99 }).pooled.pearson;
  expect(value).toBeCloseTo(pearson(x, y), 12);
  expect(Math.abs(interval.low! - low)).toBeLessThan(0.03);
  expect(Math.abs(interval.high! - high)).toBeLessThan(0.03);
});

test('many seeds of few sets do not make evidence', () => {
  const { normal } = createRandom('seeds');
  // Two sets that differ, fifty seeds each: a correlation over seeds would be certain of it.
  const points = ['easy', 'hard'].flatMap((cluster, i) => Array.from({ length: 50 }, () => ({ group: 'm', cluster, x: i + 0.1 * normal(), y: i + 0.1 * normal() })));
  const { within, cells, points: n } = nestedCorrelation(points, { seed: 1 });
  expect([n, cells]).toEqual([100, 2]);
  expect(within.spearman).toMatchObject({ p: 1 });
  expect(within.spearman.value).toBeCloseTo(1, 9);
  expect(within.spearman.low).toBeUndefined();
});

test('pure noise is rarely called a correlation, also where clusters and groups have effects of their own', () => {
  const { normal } = createRandom('noise');
  const trials = 200;
  let found = 0;
  for (let trial = 0; trial < trials; trial++) {
    const groups = ['a', 'b'].map((group) => ({ group, x: normal(), y: normal() }));
    const clusters = Array.from({ length: 6 }, (_, i) => ({ cluster: String(i), x: normal(), y: normal() }));
    const points = groups.flatMap((g) => clusters.flatMap((c) => [1, 2].map(() => ({ group: g.group, cluster: c.cluster, x: g.x + c.x + 0.3 * normal(), y: g.y + c.y + 0.3 * normal() }))));
    if (nestedCorrelation(points, { seed: trial, resamples: 0 }).within.pearson.p <= 0.05) found++;
  }
  expect(found / trials).toBeLessThan(0.09);
  expect(found).toBeGreaterThan(0);
});

test('what n can detect', () => {
  expect(detectableCorrelation(3)).toBe(1);
  expect(detectableCorrelation(30)).toBeCloseTo(0.492, 3);
  expect([pearson([1], [1]), pearson([1, 1], [1, 2])]).toEqual([NaN, NaN]);
});
