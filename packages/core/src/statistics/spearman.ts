import { sampleRankCorrelation } from 'simple-statistics';
import { SkillNeuronsError } from '../errors.ts';

/**
 * Spearman's rank correlation, with average ranks for ties.
 *
 * @returns rho in [-1, 1]; NaN below two pairs or when one side is constant.
 * @throws STATISTICS_LENGTHS when the two lists differ in length.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) {
    throw new SkillNeuronsError({ code: 'STATISTICS_LENGTHS', message: `cannot correlate ${x.length} values with ${y.length}`, kind: 'internal' });
  }
  if (x.length < 2) return NaN;
  const rho = sampleRankCorrelation(Array.from(x), Array.from(y));
  return Number.isNaN(rho) ? NaN : Math.min(1, Math.max(-1, rho));
}
