import { exactInterval, mcNemar, wilsonInterval } from './index.ts';

// Values of scipy.stats.binomtest(k, n).proportion_ci(method='exact') and of binomtest(k, n, 0.5).pvalue (SciPy).
test.each([
  [76, 148, 0.43005, 0.59642],
  [0, 10, 0, 0.30850],
  [10, 10, 0.69150, 1],
  [1, 2, 0.01258, 0.98742],
])('the exact interval of %i of %i as in SciPy', (k, n, low, high) => {
  const interval = exactInterval(k, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('the exact interval holds Wilson\'s centre and does not fail for thousands', () => {
  const exact = exactInterval(2500, 5000);
  const wilson = wilsonInterval(0.5, 5000);
  expect(exact.low).toBeCloseTo(wilson.low, 3);
  expect(exact.high).toBeCloseTo(wilson.high, 3);
  expect(exactInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test('McNemar counts the pairs that differ', () => {
  const first = [true, true, true, true, true, true, false, true];
  const second = [false, false, false, false, false, false, false, true];
  expect(mcNemar(first, second)).toMatchObject({ onlyFirst: 6, onlySecond: 0, p: expect.closeTo(2 / 64, 12) as number });
  expect(mcNemar(second, first).p).toBeCloseTo(2 / 64, 12);
  expect(mcNemar([true, false], [true, false])).toEqual({ onlyFirst: 0, onlySecond: 0, p: 1 });
});
