import { SkillNeuronsError } from '../errors.ts';

/**
 * Spearman's rank correlation, with average ranks for ties.
 *
 * @returns rho in [-1, 1]; NaN below two pairs, when one side is constant or when a value is NaN.
 * @throws STATISTICS_LENGTHS when the two lists differ in length.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) {
    throw new SkillNeuronsError({ code: 'STATISTICS_LENGTHS', message: `cannot correlate ${x.length} values with ${y.length}`, kind: 'internal' });
  }
  return correlationOfUnitRanks(unitRanks(x), unitRanks(y));
}

/**
 * Average ranks, centred and scaled to length 1, so that rho is the inner product of two of them: what is worth keeping
 * when one list is correlated many times. All NaN for a constant list or one that holds
 * a NaN.
 */
export function unitRanks(values: ArrayLike<number>): number[] {
  const ranks = averageRanks(values);
  if (Array.prototype.some.call(values, Number.isNaN)) return ranks.fill(NaN);
  const mean = (values.length + 1) / 2;
  const norm = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0));
  return ranks.map((rank) => (rank - mean) / norm);
}

/** rho of two lists given as {@link unitRanks}. */
export function correlationOfUnitRanks(x: readonly number[], y: readonly number[]): number {
  if (x.length < 2) return NaN;
  let rho = 0;
  for (let i = 0; i < x.length; i++) rho += x[i]! * y[i]!;
  return Number.isNaN(rho) ? NaN : Math.min(1, Math.max(-1, rho));
}

/** Ranks 1, 2, ... in ascending order; equal values share the mean of their ranks. */
export function averageRanks(values: ArrayLike<number>): number[] {
  if (values.length <= COUNTED) return ranksByCounting(values);
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Up to here comparing every two values is faster than sorting, which the many resamples of small lists need. */
const COUNTED = 24;

function ranksByCounting(values: ArrayLike<number>): number[] {
  const ranks = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) {
    let [below, equal] = [0, 0];
    for (let j = 0; j < values.length; j++) {
      if (values[j]! < values[i]!) below++;
      else if (values[j] === values[i]) equal++;
    }
    ranks[i] = below + (equal + 1) / 2;
  }
  return ranks;
}
