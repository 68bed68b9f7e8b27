/** Limits of a 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson score interval (95 %) of a proportion (E. B. Wilson, JASA 22, 1927): close to its nominal coverage
 * also for few trials and for proportions near 0 or 1, where the textbook interval fails.
 *
 * @param proportion in [0, 1]; need not be a whole number of successes, e.g. a mean over seeds.
 * @param n trials; with none the interval is [0, 1].
 */
export function wilsonInterval(proportion: number, n: number): Interval {
  if (n <= 0) return { low: 0, high: 1 };
  const z2 = Z_95 ** 2;
  const centre = proportion + z2 / (2 * n);
  const half = Z_95 * Math.sqrt((proportion * (1 - proportion)) / n + z2 / (4 * n * n));
  const scale = 1 + z2 / n;
  // At 0 and 1 the limit is exact in theory; rounding must not push it past the proportion.
  return {
    low: proportion === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: proportion === 1 ? 1 : Math.min(1, (centre + half) / scale),
  };
}
