import { mean, meanCorrelation, standardDeviation, type OnProgress } from '@skill-neurons/core';
import { rankCorrelation, type RankCorrelation, type RankCorrelationOptions } from './rank-correlation.ts';
import type { NeuronValues } from './top-set.ts';

/** Rank correlations between rankings, each with each. */
export interface SpecificityMatrix {
  /** Spearman's rho of every pair, in the order of the input; symmetric, 1 on the diagonal. */
  rho: number[][];
  /** The pairs above the diagonal with their intervals and layers. */
  pairs: (RankCorrelation & { a: number; b: number })[];
  /** (rho - mean) / sd over the pairs (paper.md A11.4; sd with n in the denominator); NaN below two pairs or for equal ones. */
  normalised: number[][];
  /** Mean over the pairs by Fisher's z; for seeds of one task their agreement. */
  meanOfPairs: number;
}

/**
 * How alike the rankings of several tasks are (task specificity: tasks of one type share skill neurons, others do not),
 * or those of several seeds of one task.
 */
export function specificityMatrix(rankings: readonly NeuronValues[], options: RankCorrelationOptions & { onProgress?: OnProgress | undefined } = {}): SpecificityMatrix {
  const rho = rankings.map((_, i) => rankings.map((_other, j) => (i === j ? 1 : NaN)));
  const pairs: SpecificityMatrix['pairs'] = [];
  const total = (rankings.length * (rankings.length - 1)) / 2;
  for (let a = 0; a < rankings.length; a++) {
    for (let b = a + 1; b < rankings.length; b++) {
      options.signal?.throwIfAborted();
      const found = rankCorrelation(rankings[a]!, rankings[b]!, options);
      rho[a]![b] = rho[b]![a] = found.rho;
      pairs.push({ a, b, ...found });
      options.onProgress?.({ label: 'correlate', done: pairs.length, total });
    }
  }
  const known = pairs.map((pair) => pair.rho).filter((value) => !Number.isNaN(value));
  const spread = standardDeviation(known) * Math.sqrt((known.length - 1) / known.length);
  const centre = mean(known);
  return {
    rho, pairs,
    normalised: rho.map((row) => row.map((value) => (spread > 0 ? (value - centre) / spread : NaN))),
    meanOfPairs: meanCorrelation(known),
  };
}
