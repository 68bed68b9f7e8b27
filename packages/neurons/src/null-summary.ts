import { benjaminiHochberg, mean, quantile } from '@skill-neurons/core';
import { empiricalPValues, familyWisePValues, type NullPool } from './empirical-p-values.ts';
import type { PermutationNull } from './permutation-null.ts';

/** A layer's share of the findings. results.json has fields of these names and its own type of them: a file format does not change with a calculation. */
export interface NullLayer {
  layer: number;
  neurons: number;
  /** Neurons at the false discovery rate, and at the family-wise error. */
  discoveries: number;
  familyWise: number;
  best: number;
  /** Mean over shuffles of the best neuron's predictivity. */
  bestOfShuffles: number;
  mean: number;
  meanOfShuffles: number;
}

/** What shuffled labels say about a ranking. */
export interface NullSummary {
  /** [layers * width] each. */
  p: Float64Array;
  adjusted: Float64Array;
  familyWise: Float64Array;
  layers: NullLayer[];
  /** Predictivity that a share `floorQuantile` of the shuffled values do not exceed; NaN without shuffles. */
  floor: number;
}

/** p-values of a permuted-label null and what they come to, layer by layer. `rate` is the false discovery rate and the family-wise error. */
export function summariseNull({ observed, permuted }: PermutationNull, { pool, rate, floorQuantile }: { pool: NullPool; rate: number; floorQuantile: number }): NullSummary {
  const { layers, width, values } = observed;
  const p = empiricalPValues(values, permuted, { pool, width });
  const adjusted = benjaminiHochberg(p);
  const familyWise = familyWisePValues(values, permuted);
  const perLayer = Array.from({ length: layers }, (_, layer): NullLayer => {
    const [from, to] = [layer * width, (layer + 1) * width];
    const highest = (row: Float32Array) => row.subarray(from, to).reduce((a, b) => Math.max(a, b));
    const reach = (ps: Float64Array) => ps.subarray(from, to).filter((value) => value <= rate).length;
    const average = (row: Float32Array) => mean([...row.subarray(from, to)]);
    return {
      layer,
      neurons: width,
      discoveries: reach(adjusted),
      familyWise: reach(familyWise),
      best: highest(values),
      bestOfShuffles: mean(permuted.map(highest)),
      mean: average(values),
      meanOfShuffles: mean(permuted.map(average)),
    };
  });
  return { p, adjusted, familyWise, layers: perLayer, floor: quantile(permuted.flatMap((row) => [...row]), floorQuantile) };
}
