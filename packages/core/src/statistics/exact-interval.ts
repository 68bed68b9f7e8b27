import type { Interval } from './binomial-interval.ts';

/**
 * Clopper and Pearson's exact interval (95 %) of a proportion (Biometrika 26, 1934): never covers less than it says, at the
 * price of being wider than Wilson's. With no trials it is [0, 1].
 */
export function exactInterval(successes: number, n: number): Interval {
  if (n <= 0) return { low: 0, high: 1 };
  const tail = 0.025;
  return {
    low: successes === 0 ? 0 : solve((p) => tail - upperTail(successes, n, p)),
    high: successes === n ? 1 : solve((p) => lowerTail(successes, n, p) - tail),
  };
}

/** P(X <= k) of a binomial with n trials of probability p. */
export function lowerTail(k: number, n: number, p: number): number {
  return sumOfTerms(0, k, n, p);
}

/** P(X >= k) of a binomial with n trials of probability p. */
function upperTail(k: number, n: number, p: number): number {
  return sumOfTerms(k, n, n, p);
}

/** Terms in logarithms, so that thousands of trials neither overflow nor vanish. */
function sumOfTerms(from: number, to: number, n: number, p: number): number {
  if (p <= 0) return from <= 0 ? 1 : 0;
  if (p >= 1) return to >= n ? 1 : 0;
  const odds = Math.log(p) - Math.log1p(-p);
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= to; i++) {
    if (i >= from) sum += Math.exp(logTerm);
    logTerm += Math.log(n - i) - Math.log(i + 1) + odds;
  }
  return Math.min(1, sum);
}

/** Where a function that falls in p from above 0 to below it crosses 0. */
function solve(decreasing: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (decreasing(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
