import { rankCorrelation } from './rank-correlation.ts';
import { topOverlap, type LayerOverlap } from './overlap.ts';
import { rankPerLayer } from './ranking.ts';
import type { NeuronValues } from './top-set.ts';

/** How far the halves of the rows agree on the top set. */
export interface SplitHalfStability {
  /** Spearman's rho between the halves, per layer and averaged. */
  layers: number[];
  rho: number;
  /** What rho would be for rankings on all examples: 2 rho / (1 + rho) (Spearman-Brown). */
  corrected: number;
  /** Shared members of the halves' best `percent`. */
  overlap: LayerOverlap[];
}

/** How far a ranking is one of the neurons and not of the examples: two halves of the data, ranked apart. */
export function splitHalfStability(a: NeuronValues, b: NeuronValues, percent: number): SplitHalfStability {
  const { rho, layers } = rankCorrelation(a, b);
  const rank = ({ values, layers: count, width }: NeuronValues) => rankPerLayer(values, count, width);
  return { layers, rho, corrected: (2 * rho) / (1 + rho), overlap: topOverlap(rank(a), rank(b), percent) };
}
