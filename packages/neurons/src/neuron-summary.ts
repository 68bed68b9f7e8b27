import { mean, quantile } from '@skill-neurons/core';
import type { Predictivity } from './predictivity.ts';

/** What kinds of neurons a layer holds. */
export interface LayerSummary {
  layer: number;
  neurons: number;
  /** Neurons that fire more for the positive class at their position; constant ones are not among them. */
  excitatory: number;
  /** Neurons that fire more for the other classes. */
  inhibitory: number;
  /** Neurons that answer the same for every example: their predictivity says how unequal the classes are. */
  constant: number;
  /** Constant neurons that never fire. */
  dead: number;
  /** Of the predictivities of all its neurons: quantiles 0, 1/4, 1/2, 3/4, 1, and the mean. */
  quartiles: [number, number, number, number, number];
  mean: number;
}

/** Counts of the kinds of neurons by layer: excitatory, inhibitory, constant, dead. */
export function summariseNeurons({ layers, width, values, sign, constant, dead }: Predictivity): LayerSummary[] {
  return Array.from({ length: layers }, (_, layer) => {
    const [from, to] = [layer * width, (layer + 1) * width];
    const row = [...values.subarray(from, to)];
    const count = (holds: (i: number) => boolean) => row.reduce((sum, _value, i) => sum + (holds(from + i) ? 1 : 0), 0);
    return {
      layer,
      neurons: width,
      excitatory: count((i) => constant[i] === 0 && sign[i] === 1),
      inhibitory: count((i) => constant[i] === 0 && sign[i] === -1),
      constant: count((i) => constant[i] === 1),
      dead: count((i) => dead[i] === 1),
      quartiles: [quantile(row, 0), quantile(row, 0.25), quantile(row, 0.5), quantile(row, 0.75), quantile(row, 1)],
      mean: mean(row),
    };
  });
}
