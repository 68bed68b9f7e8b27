import type { Interval } from '@skill-neurons/core';
import { countText, fixed, intervalText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';

/** An interval of a share in words, or that there is none. */
export function intervalEvidence({ low, high }: Interval): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `95% interval ${intervalText({ low, high })} points` : 'too few for an interval';
}

/** The same of a plain number. */
export function numberInterval({ low, high }: Partial<Interval>): string {
  return low === undefined || high === undefined || !Number.isFinite(low) || !Number.isFinite(high) ? 'too few for an interval' : `95% interval ${fixed(low, 2)} to ${fixed(high, 2)}`;
}

/** `in 2 models with 3 seeds each`. */
export function designText(models: number, { seeds }: Pick<StudyResults, 'seeds'>): string {
  return `in ${countText(models, 'model')} with ${countText(seeds.length, 'seed')}${models > 1 ? ' each' : ''}`;
}

/** Rows of the adversarial splits: `160 rows` or `160–200 rows`. */
export function rowsText(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? countText(most, 'row') : `${least}–${most} rows`;
}
