import type { RankCorrelation, RankCorrelationOptions } from '@skill-neurons/neurons';
import type { RankCorrelationResult } from '@skill-neurons/reporting';

/** A rank correlation of encoder rankings as results hold it. */
export function correlationFields(
  { rho, low, high, neurons: count }: RankCorrelation,
  { scope = 'layer', neurons = 'all', percent }: Pick<RankCorrelationOptions, 'scope' | 'neurons' | 'percent'>,
): Pick<RankCorrelationResult, 'stack' | 'scope' | 'neurons' | 'percent' | 'rho' | 'low' | 'high' | 'count'> {
  const known = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);
  return { stack: 'encoder', scope, neurons, percent: neurons === 'all' ? null : (percent ?? null), rho: known(rho), low: known(low), high: known(high), count };
}
