import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { mean } from './moments.ts';

export interface PermutationOptions {
  /** Names the random numbers, so that the p-value is the same on every run. */
  seed: number | string;
  /** Random rearrangements drawn. */
  permutations?: number;
  /** `greater`: evidence that the statistic is above what chance gives; `two-sided`: away from it on either side. */
  alternative?: 'greater' | 'two-sided';
}

/** A statistic with its p-value. */
export interface PermutationResult {
  /** The statistic on the data as they are. */
  observed: number;
  /** (1 + rearrangements at least as extreme) / (1 + rearrangements): never 0 (Phipson and Smyth 2010). */
  p: number;
  permutations: number;
}

/** A permutation test of any statistic that is 0 on average under the null hypothesis. */
export function permutationTest(observed: number, rearranged: (random: Random) => number, { seed, permutations = 9999, alternative = 'two-sided' }: PermutationOptions): PermutationResult {
  if (!Number.isFinite(observed)) return { observed, p: 1, permutations: 0 };
  const random = createRandom(seed);
  const extremity = alternative === 'greater' ? (value: number) => value : Math.abs;
  // Rearrangements that equal the data must count, whatever the order of summation did to the last digits.
  const threshold = extremity(observed) - 1e-12 * Math.max(1, Math.abs(observed));
  let extreme = 0;
  for (let i = 0; i < permutations; i++) if (extremity(rearranged(random)) >= threshold) extreme++;
  return { observed, p: (1 + extreme) / (1 + permutations), permutations };
}

/** Paired test of mean difference 0: the signs of the differences are flipped at random. */
export function pairedPermutationTest(differences: readonly number[], options: PermutationOptions): PermutationResult {
  const flipped = (random: Random) => {
    let sum = 0;
    for (const difference of differences) sum += random.uniform() < 0.5 ? difference : -difference;
    return sum / differences.length;
  };
  return permutationTest(mean(differences), flipped, options);
}

/** Two-sample test of equal means, mean(a) - mean(b): the values are dealt out anew at random. */
export function twoSamplePermutationTest(a: readonly number[], b: readonly number[], options: PermutationOptions): PermutationResult {
  return stratifiedPermutationTest([{ a, b }], options);
}

/**
 * Two-sample test within strata (e.g. tasks): the statistic is the mean over strata of mean(a) - mean(b), and values
 * are dealt out anew only inside their stratum. Strata that lack one side are left out.
 */
export function stratifiedPermutationTest(strata: readonly { a: readonly number[]; b: readonly number[] }[], options: PermutationOptions): PermutationResult {
  const whole = strata.filter(({ a, b }) => a.length > 0 && b.length > 0);
  const statistic = mean(whole.map(({ a, b }) => mean(a) - mean(b)));
  const pools = whole.map(({ a, b }) => ({ values: [...a, ...b], first: a.length, sum: mean([...a, ...b]) * (a.length + b.length) }));
  const redealt = (random: Random) => {
    let total = 0;
    for (const { values, first, sum } of pools) {
      // The first places of a shuffle (Fisher and Yates) are all that is needed.
      let ofFirst = 0;
      for (let i = 0; i < first; i++) {
        const j = i + random.integer(values.length - i);
        const drawn = values[j]!;
        values[j] = values[i]!;
        values[i] = drawn;
        ofFirst += drawn;
      }
      total += ofFirst / first - (sum - ofFirst) / (values.length - first);
    }
    return total / pools.length;
  };
  return permutationTest(statistic, redealt, options);
}
