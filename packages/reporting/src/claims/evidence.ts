import type { Interval } from '@skill-neurons/core';
import { fixed, intervalText } from '../format.ts';

/** An interval of a share in words, or that there is none. */
export function intervalEvidence({ low, high }: Interval): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `95% interval ${intervalText({ low, high })} points` : 'too few for an interval';
}

/** The same of a plain number. */
export function numberInterval({ low, high }: Partial<Interval>): string {
  return low === undefined || high === undefined || !Number.isFinite(low) || !Number.isFinite(high) ? 'too few for an interval' : `95% interval ${fixed(low, 2)} to ${fixed(high, 2)}`;
}
