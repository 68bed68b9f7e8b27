import { mean as arithmeticMean, sampleStandardDeviation } from 'simple-statistics';

/** Arithmetic mean; NaN of no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : arithmeticMean(values as number[]);
}

/** Standard deviation with n - 1 in the denominator; NaN below two values. */
export function standardDeviation(values: readonly number[]): number {
  return values.length < 2 ? NaN : sampleStandardDeviation(values as number[]);
}

/** Standard error of the mean, sd / sqrt(n); NaN below two values. */
export function standardError(values: readonly number[]): number {
  return standardDeviation(values) / Math.sqrt(values.length);
}

/** Standard error of a share of n rows, sqrt(p (1 - p) / (n - 1)) as lm-evaluation-harness takes it; null below two rows. */
export function shareStandardError(share: number, n: number): number | null {
  return n < 2 ? null : Math.sqrt((share * (1 - share)) / (n - 1));
}
