import { SkillNeuronsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import { mean } from './moments.ts';
import { quantile } from './quantile.ts';
import { spearman } from './spearman.ts';
import type { Interval } from './binomial-interval.ts';

/** Two lists to correlate, e.g. one layer of two tasks. */
export interface PairedLists {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface BootstrapOptions {
  seed: number | string;
  resamples?: number;
  signal?: AbortSignal | undefined;
}

/**
 * 95 % percentile bootstrap interval of the mean over strata of Spearman's rho (one stratum: of rho itself). Pairs are
 * drawn anew within each stratum and ranked anew each time.
 *
 * @returns NaN limits when rho is NaN in some stratum.
 */
export function bootstrapSpearman(strata: readonly PairedLists[], { seed, resamples = 1000, signal }: BootstrapOptions): Interval & { rho: number } {
  const rho = mean(strata.map(({ x, y }) => spearman(x, y)));
  if (Number.isNaN(rho)) return { rho, low: NaN, high: NaN };
  const random = createRandom(seed);
  const correlators = strata.map(({ x, y }) => weightedSpearman(x, y));
  const draws: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    signal?.throwIfAborted();
    const drawn = mean(correlators.map((correlate, s) => {
      const { length } = strata[s]!.x;
      const weights = new Int32Array(length);
      for (let i = 0; i < length; i++) weights[random.integer(length)]!++;
      return correlate(weights);
    }));
    // A resample of one value has no rho; there is nothing to learn from it.
    if (!Number.isNaN(drawn)) draws.push(drawn);
  }
  return { rho, low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/**
 * Spearman's rho of lists in which pair i occurs `weights[i]` times. The orders are found once, so that each set of
 * weights costs one sweep and no sort.
 */
export function weightedSpearman(x: ArrayLike<number>, y: ArrayLike<number>): (weights: ArrayLike<number>) => number {
  if (x.length !== y.length) {
    throw new SkillNeuronsError({ code: 'STATISTICS_LENGTHS', message: `cannot correlate ${x.length} values with ${y.length}`, kind: 'internal' });
  }
  const ranksOfX = weightedRanks(x);
  const ranksOfY = weightedRanks(y);
  return (weights) => {
    const a = ranksOfX(weights);
    const b = ranksOfY(weights);
    let n = 0;
    for (let i = 0; i < weights.length; i++) n += weights[i]!;
    const middle = (n + 1) / 2;
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < weights.length; i++) {
      const [da, db, w] = [a[i]! - middle, b[i]! - middle, weights[i]!];
      ab += w * da * db;
      aa += w * da * da;
      bb += w * db * db;
    }
    return n < 2 || aa === 0 || bb === 0 ? NaN : Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
  };
}

/** Average ranks of a list by its weights, into one array that is used over and over. */
function weightedRanks(values: ArrayLike<number>): (weights: ArrayLike<number>) => Float64Array {
  const { length } = values;
  const order = Int32Array.from({ length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(length);
  return (weights) => {
    let before = 0;
    for (let from = 0; from < length; ) {
      let to = from;
      let equal = 0;
      for (; to < length && values[order[to]!] === values[order[from]!]; to++) equal += weights[order[to]!]!;
      for (let i = from; i < to; i++) ranks[order[i]!] = before + (equal + 1) / 2;
      before += equal;
      from = to;
    }
    return ranks;
  };
}
