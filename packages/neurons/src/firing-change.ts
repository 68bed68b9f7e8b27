import { Z_95, type Interval } from '@skill-neurons/core';

/** How a neuron's answers changed between the two texts of each pair. */
export interface Change {
  n: number;
  /** Share of ones before and after. */
  before: number;
  after: number;
}

/** How much more often a neuron changes in one group of pairs than in the other. */
export interface ChangeDifference {
  first: Change;
  second: Change;
  /** Change of the first group less that of the second, (after - before) - (after - before). NaN where a group is empty. */
  difference: number;
  /** Approximate 95 % interval of it. */
  interval: Interval;
  /** Exact two-sided permutation test: is it chance which pairs belong to which group? 1 where a group is empty. */
  p: number;
}

/** Pairs of bits, before and after. */
export interface PairedBits {
  before: ArrayLike<number>;
  after: ArrayLike<number>;
}

/**
 * Difference of differences of paired bits between two groups of pairs, e.g. a neuron's firing on originals and attacked texts of
 * successful against failed attacks.
 *
 * Interval: both changes by the adjusted Wald interval for matched pairs (Agresti and Min, Statistics in Medicine 24, 2005: half
 * an observation added to each of the four cells), their variances added. p: pairs go down, stay or go up; under the null
 * hypothesis the group is a random choice of pairs, so the numbers of each kind in it follow the multivariate hypergeometric
 * law, which is summed exactly.
 */
export function compareChanges(first: PairedBits, second: PairedBits): ChangeDifference {
  const [a, b] = [countChanges(first), countChanges(second)];
  const changes = { first: changeOf(a), second: changeOf(b) };
  if (a.n === 0 || b.n === 0) return { ...changes, difference: NaN, interval: { low: -2, high: 2 }, p: 1 };
  const difference = (a.up - a.down) / a.n - (b.up - b.down) / b.n;
  const [adjustedA, adjustedB] = [adjusted(a), adjusted(b)];
  const centre = adjustedA.change - adjustedB.change;
  const half = Z_95 * Math.sqrt(adjustedA.variance + adjustedB.variance);
  return { ...changes, difference, interval: { low: Math.max(-2, centre - half), high: Math.min(2, centre + half) }, p: exactP(a, b, difference) };
}

interface Counts {
  n: number;
  /** Pairs that go from 1 to 0, and from 0 to 1. */
  down: number;
  up: number;
  ones: number;
}

function countChanges({ before, after }: PairedBits): Counts {
  const counts = { n: before.length, down: 0, up: 0, ones: 0 };
  for (let i = 0; i < before.length; i++) {
    counts.ones += before[i]!;
    if (before[i]! > after[i]!) counts.down++;
    if (before[i]! < after[i]!) counts.up++;
  }
  return counts;
}

function changeOf({ n, down, up, ones }: Counts): Change {
  return { n, before: ones / n, after: (ones - down + up) / n };
}

function adjusted({ n, down, up }: Counts): { change: number; variance: number } {
  const [pDown, pUp] = [(down + 0.5) / (n + 2), (up + 0.5) / (n + 2)];
  const change = pUp - pDown;
  return { change, variance: (pUp + pDown - change ** 2) / (n + 2) };
}

function exactP(a: Counts, b: Counts, observed: number): number {
  const [down, up, n] = [a.down + b.down, a.up + b.up, a.n + b.n];
  const stay = n - down - up;
  const threshold = Math.abs(observed) - 1e-9;
  const log = logFactorials(n);
  const choose = (total: number, taken: number) => log[total]! - log[taken]! - log[total - taken]!;
  const all = choose(n, a.n);
  let p = 0;
  for (let d = Math.max(0, a.n - up - stay); d <= Math.min(down, a.n); d++) {
    for (let u = Math.max(0, a.n - d - stay); u <= Math.min(up, a.n - d); u++) {
      const value = (u - d) / a.n - (up - u - (down - d)) / b.n;
      if (Math.abs(value) >= threshold) p += Math.exp(choose(down, d) + choose(up, u) + choose(stay, a.n - d - u) - all);
    }
  }
  return Math.min(1, p);
}

/** Of 0 to the largest asked for so far. */
const logarithms = [0];

function logFactorials(n: number): readonly number[] {
  for (let i = logarithms.length; i <= n; i++) logarithms.push(logarithms[i - 1]! + Math.log(i));
  return logarithms;
}
