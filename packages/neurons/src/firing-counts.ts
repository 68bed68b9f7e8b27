import type { Stack } from '@skill-neurons/runtime';

/**
 * How often each neuron fired above its baseline, per class: all that accuracy, predictivity and their
 * relatives are computed from. Counts of two shards of the data add up exactly to those of the whole.
 */
export interface FiringCounts {
  stack: Stack;
  layers: number;
  /** Prompt positions, from the first. */
  positions: number;
  width: number;
  /** Examples of each class. */
  classCounts: number[];
  /** Number of examples of class c with activation > baseline, [classes, layers, positions, width], row-major. */
  fired: Int32Array;
}

export function emptyFiringCounts(shape: Omit<FiringCounts, 'classCounts' | 'fired'>, classes: number): FiringCounts {
  const size = classes * shape.layers * shape.positions * shape.width;
  return { ...shape, classCounts: new Array<number>(classes).fill(0), fired: new Int32Array(size) };
}

/** Sum of the counts of two disjoint sets of examples. */
export function mergeFiringCounts(a: FiringCounts, b: FiringCounts): FiringCounts {
  if (a.fired.length !== b.fired.length || a.stack !== b.stack) throw new RangeError('firing counts of different shapes cannot be merged');
  return { ...a, classCounts: a.classCounts.map((count, c) => count + b.classCounts[c]!), fired: a.fired.map((count, i) => count + b.fired[i]!) };
}
