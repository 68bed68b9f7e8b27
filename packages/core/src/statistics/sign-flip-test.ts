import { createRandom } from '../random.ts';
import type { Interval } from './binomial-interval.ts';
import { mean } from './moments.ts';

/** A mean difference with interval and p-value. */
export interface SignFlipTest extends Interval {
  /** Mean of the differences. `low` and `high` are the limits of its 95 % interval, infinite where n is too small for one. */
  mean: number;
  n: number;
  /** Two-sided. */
  p: number;
  /** 2 / 2^n: no smaller p is possible, so below six differences nothing reaches 0.05. */
  leastP: number;
}

/** Up to here every choice of signs is gone through: 2^14 of them. */
const ENUMERATED = 14;

/**
 * Is the mean of paired differences 0? The signs of the differences are flipped (Fisher 1935), all 2^n ways for up to 14
 * differences, at random beyond. The interval holds the means that the same test does not reject: its limits are the
 * means of subsets of the differences (Hartigan, JASA 64, 1969). Assumes differences that are independent of one another
 * and symmetric about their mean, and no law besides.
 */
export function signFlipTest(differences: readonly number[], { seed, draws = 9999 }: { seed: number | string; draws?: number }): SignFlipTest {
  const n = differences.length;
  const average = mean(differences);
  if (n === 0 || !Number.isFinite(average)) return { mean: average, n, low: -Infinity, high: Infinity, p: 1, leastP: 1 };
  const exact = n <= ENUMERATED;
  const total = exact ? 2 ** n : draws;
  const { uniform } = createRandom(seed);
  const signs = (draw: number): boolean[] => Array.from({ length: n }, (_, i) => (exact ? ((draw >> i) & 1) === 1 : uniform() < 0.5));
  // Flips that equal the data must count, whatever the order of summation did to the last digits.
  const threshold = Math.abs(average) - 1e-12 * Math.max(1, Math.abs(average));
  let extreme = 0;
  const subsetMeans: number[] = [];
  for (let draw = 0; draw < total; draw++) {
    let [flipped, kept, members] = [0, 0, 0];
    signs(draw).forEach((positive, i) => {
      flipped += positive ? differences[i]! : -differences[i]!;
      if (!positive) return;
      kept += differences[i]!;
      members++;
    });
    if (Math.abs(flipped / n) >= threshold) extreme++;
    if (members > 0) subsetMeans.push(kept / members);
  }
  return {
    mean: average, n,
    ...limitsOf(subsetMeans),
    p: exact ? extreme / total : (1 + extreme) / (1 + total),
    leastP: Math.min(1, 2 ** (1 - n)),
  };
}

/** Subset means cut the line into equally probable pieces, one more than there are means: 2.5 % of them are left out at either end. */
function limitsOf(subsetMeans: readonly number[]): Interval {
  const ascending = Float64Array.from(subsetMeans).sort();
  const cut = Math.floor(0.025 * (ascending.length + 1));
  if (cut < 1) return { low: -Infinity, high: Infinity };
  return { low: ascending[cut - 1]!, high: ascending.at(-cut)! };
}
