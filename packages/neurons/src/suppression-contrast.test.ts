import { createRandom } from '@skill-neurons/core';
import { contrastSuppression } from './suppression-contrast.ts';

const labels = new Int32Array(20).fill(1);
/** Right on the examples listed, wrong on the others. */
const right = (...examples: number[]) => ({ labels, predictions: labels.map((label, i) => (examples.includes(i) ? label : 1 - label)) });
const all = Array.from({ length: 20 }, (_, i) => i);

test('one prompt and draw: the difference, McNemar', () => {
  // The control is right on 12 that skill suppression loses, skill suppression on 2 that the control loses.
  const contrast = contrastSuppression([{ skill: right(...all.slice(12, 16)), controls: [right(...all.slice(0, 14))] }], { seed: 1 });
  expect(contrast).toMatchObject({ n: 20, prompts: 1, draws: 1, test: 'mcnemar' });
  expect(contrast.difference).toBeCloseTo(0.5, 12);
  // scipy.stats.binomtest(2, 14).pvalue
  expect(contrast.p).toBeCloseTo(0.012939453125, 9);
  expect(contrast.overRuns.low).toBe(contrast.overRuns.high);
  expect(contrast.overExamples).toEqual(contrast.interval);
  // The normal interval of the mean difference: sd of (12 times +1, 2 times -1, 6 times 0) / sqrt(20).
  const half = 1.96 * Math.sqrt((14 / 20 - 0.25) / 20);
  expect(contrast.interval.low).toBeGreaterThan(0.5 - half - 0.06);
  expect(contrast.interval.low).toBeLessThan(0.5 - half + 0.06);
  expect(contrast.interval.high).toBeLessThan(0.5 + half + 0.06);
});

test('several prompts and draws: means over them, a wider interval than examples alone give, the range of runs', () => {
  const strong = { skill: right(), controls: [right(...all), right(...all.slice(1))] };
  const weak = { skill: right(...all.slice(2)), controls: [right(...all), right(...all.slice(3))] };
  const contrast = contrastSuppression([strong, weak], { seed: 1 });
  expect(contrast.difference).toBeCloseTo((1 + 0.95 + 0.1 - 0.05) / 4, 12);
  expect(contrast.overRuns.low).toBeCloseTo(-0.05, 12);
  expect(contrast.overRuns.high).toBe(1);
  expect(contrast.test).toBe('sign-flip');
  expect(contrast.interval.high - contrast.interval.low).toBeGreaterThan(contrast.overExamples.high - contrast.overExamples.low);
  expect(contrastSuppression([strong, weak], { seed: 1 })).toEqual(contrast);
});

test('where nothing differs nothing is found; under the null p is even and the interval holds 0', () => {
  expect(contrastSuppression([{ skill: right(1), controls: [right(1)] }], { seed: 1 })).toMatchObject({ difference: 0, p: 1, interval: { low: 0, high: 0 } });
  const random = createRandom('null');
  const n = 60;
  const answers = () => ({ labels: new Int32Array(n), predictions: Int32Array.from({ length: n }, () => random.integer(2)) });
  const contrasts = Array.from({ length: 100 }, (_, seed) => contrastSuppression([{ skill: answers(), controls: [answers(), answers()] }], { seed, resamples: 100, permutations: 99 }));
  const share = (holds: (contrast: (typeof contrasts)[number]) => boolean) => contrasts.filter(holds).length / contrasts.length;
  expect(share(({ p }) => p <= 0.1)).toBeLessThan(0.2);
  expect(share(({ interval }) => interval.low <= 0 && interval.high >= 0)).toBeGreaterThan(0.88);
});

test('nothing to compare', () => {
  expect(() => contrastSuppression([], { seed: 1 })).toThrow(RangeError);
  expect(() => contrastSuppression([{ skill: right(1), controls: [] }], { seed: 1 })).toThrow(RangeError);
});
