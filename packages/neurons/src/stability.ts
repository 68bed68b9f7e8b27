import type { FiringCounts } from './firing-counts.ts';
import { heldOutPredictivity, predictivity, type PredictivityOptions } from './predictivity.ts';
import { retainedPredictivity } from './retained.ts';
import { splitHalfStability, type SplitHalfStability } from './split-half.ts';

/** How far rows that did not choose a ranking agree with it. */
export interface Stability {
  splitHalf: SplitHalfStability;
  heldOut: {
    /** Percentage of each layer. */
    top: number;
    /** Mean predictivity of the top set on the half that chose it, and on the other at the positions and signs chosen. */
    whereChosen: number;
    elsewhere: number;
    /** Of all other neurons, on the other half. */
    othersElsewhere: number;
  };
}

/** What a ranking is worth on examples that did not choose it, both ways averaged; undefined where a half lacks a class. */
export function stabilityOfHalves(halves: readonly [FiringCounts, FiringCounts], { top, ...scoring }: Omit<PredictivityOptions, 'aggregate'> & { top: number }): Stability | undefined {
  if (halves.some(({ classCounts }) => classCounts.some((count) => count === 0))) return undefined;
  const [a, b] = [predictivity(halves[0], scoring), predictivity(halves[1], scoring)];
  const chosen = [
    retainedPredictivity(a, heldOutPredictivity(halves[0], halves[1], scoring), { percent: top }),
    retainedPredictivity(b, heldOutPredictivity(halves[1], halves[0], scoring), { percent: top }),
  ];
  const both = (of: 'clean' | 'adversarial' | 'others') => (chosen[0]![of] + chosen[1]![of]) / 2;
  return {
    splitHalf: splitHalfStability(a, b, top),
    heldOut: { top, whereChosen: both('clean'), elsewhere: both('adversarial'), othersElsewhere: both('others') },
  };
}
