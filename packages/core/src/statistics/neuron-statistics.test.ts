import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { auroc, benjaminiHochberg, bootstrapSpearman, hypergeometricDistribution, meanCorrelation, spearman, weightedSpearman } from './index.ts';
import { createRandom } from '../random.ts';

interface Reference {
  auroc: { positives: number[]; negatives: number[]; auroc: number }[];
  falseDiscoveryRate: { p: number[]; adjusted: number[] }[];
  hypergeometric: { population: number; successes: number; draws: number; first: number; probabilities: number[] }[];
  weightedSpearman: { x: number[]; y: number[]; weights: number[]; rho: number };
  meanCorrelation: { correlations: number[]; mean: number };
}

const scipy = JSON.parse(readFileSync(new URL('../../test/fixtures/scipy_neuron_values.json', import.meta.url), 'utf8')) as Reference;

test.each(scipy.auroc)('area under the ROC curve as from SciPy’s Mann-Whitney U', ({ positives, negatives, auroc: expected }) => {
  expect(auroc(positives, negatives)).toBeCloseTo(expected, 12);
  expect(auroc(negatives, positives)).toBeCloseTo(1 - expected, 12);
});

test('the area equals the definition, and is undefined without one of the sides', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(scores, scores, (a, b) => {
    const wins = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0) as number)).reduce((sum, win) => sum + win, 0);
    expect(auroc(a, b)).toBeCloseTo(wins / (a.length * b.length), 12);
  }));
  expect([auroc([], [1]), auroc([1], []), auroc([NaN], [1])]).toEqual([NaN, NaN, NaN]);
});

test.each(scipy.falseDiscoveryRate)('adjusted p-values as in SciPy', ({ p, adjusted }) => {
  benjaminiHochberg(p).forEach((value, i) => expect(value).toBeCloseTo(adjusted[i]!, 12));
});

test.each(scipy.hypergeometric)('hypergeometric probabilities as in SciPy: $draws of $population with $successes', ({ first, probabilities, ...urn }) => {
  const found = hypergeometricDistribution(urn);
  expect(found.first).toBe(first);
  found.probabilities.forEach((p, k) => expect(p).toBeCloseTo(probabilities[k]!, 12));
});

test('weighted Spearman as in SciPy, and as that of repeated pairs', () => {
  const { x, y, weights, rho } = scipy.weightedSpearman;
  expect(weightedSpearman(x, y)(weights)).toBeCloseTo(rho, 12);
  const pair = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 3 }));
  fc.assert(fc.property(fc.array(pair, { minLength: 2, maxLength: 20 }), (pairs) => {
    const repeated = pairs.flatMap(([a, b, times]) => Array.from({ length: times }, () => [a, b] as const));
    const expected = spearman(repeated.map(([a]) => a), repeated.map(([, b]) => b));
    const found = weightedSpearman(pairs.map(([a]) => a), pairs.map(([, b]) => b))(pairs.map(([, , times]) => times));
    if (Number.isNaN(expected)) expect(found).toBeNaN();
    else expect(found).toBeCloseTo(expected, 9);
  }));
});

test('bootstrap intervals repeat for a seed, hold rho and cover about 95 % of the time', () => {
  let covered = 0;
  const trials = 100;
  for (let trial = 0; trial < trials; trial++) {
    const { normal } = createRandom(trial);
    const x = Array.from({ length: 60 }, normal);
    // Spearman's rho of a bivariate normal with r = 0.6: 6 / pi asin(r / 2) = 0.582.
    const y = x.map((value) => 0.6 * value + 0.8 * normal());
    const { low, high } = bootstrapSpearman([{ x, y }], { seed: trial, resamples: 200 });
    if (low <= 0.582 && high >= 0.582) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(86);
  const lists = [{ x: [1, 2, 3, 4, 5], y: [2, 1, 3, 5, 4] }, { x: [1, 2, 3], y: [3, 1, 2] }];
  expect(bootstrapSpearman(lists, { seed: 1 })).toEqual(bootstrapSpearman(lists, { seed: 1 }));
  expect(bootstrapSpearman(lists, { seed: 1 }).rho).toBeCloseTo((0.8 - 0.5) / 2, 12);
  expect(bootstrapSpearman([{ x: [1, 1], y: [1, 2] }], { seed: 1 })).toEqual({ rho: NaN, low: NaN, high: NaN });
});

test('correlations are averaged by Fisher’s z', () => {
  expect(meanCorrelation(scipy.meanCorrelation.correlations)).toBeCloseTo(scipy.meanCorrelation.mean, 12);
  expect(meanCorrelation([0.3, 1])).toBe(1);
  expect(meanCorrelation([])).toBeNaN();
});
