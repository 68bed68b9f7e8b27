import { sampleCorrelation } from 'simple-statistics';
import { SkillNeuronsError } from '../errors.ts';

/**
 * Pearson's correlation.
 *
 * @returns r in [-1, 1]; NaN below two pairs, when one side is constant or when a value is NaN.
 * @throws STATISTICS_LENGTHS when the two lists differ in length.
 */
export function pearson(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length) {
    throw new SkillNeuronsError({ code: 'STATISTICS_LENGTHS', message: `cannot correlate ${x.length} values with ${y.length}`, kind: 'internal' });
  }
  const constant = (values: readonly number[]) => values.every((value) => value === values[0]);
  if (x.length < 2 || constant(x) || constant(y)) return NaN;
  return Math.min(1, Math.max(-1, sampleCorrelation(x as number[], y as number[])));
}
