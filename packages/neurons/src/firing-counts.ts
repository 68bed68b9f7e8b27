import { assertSameGrid, type NeuronGrid } from './activation-pass.ts';

/**
 * How often each neuron fired above its baseline, per class: all that accuracy, predictivity and their
 * relatives are computed from. Counts of two shards of the data add up exactly to those of the whole.
 */
export interface FiringCounts extends NeuronGrid {
  /** Examples of each class. */
  classCounts: number[];
  /** Number of examples of class c with activation > baseline, [classes, layers, positions, width], row-major. */
  fired: Int32Array;
}

export function emptyFiringCounts(shape: NeuronGrid, classes: number): FiringCounts {
  const size = classes * shape.layers * shape.positions * shape.width;
  return { ...shape, classCounts: new Array<number>(classes).fill(0), fired: new Int32Array(size) };
}

/** Sum of the counts of two disjoint sets of examples. */
export function mergeFiringCounts(a: FiringCounts, b: FiringCounts): FiringCounts {
  assertSameGrid(a, b, 'firing counts of two grids cannot be added');
  if (a.classCounts.length !== b.classCounts.length) throw new RangeError('firing counts of different numbers of classes cannot be added');
  return { ...a, classCounts: a.classCounts.map((count, c) => count + b.classCounts[c]!), fired: a.fired.map((count, i) => count + b.fired[i]!) };
}

/**
 * Counts of a two-class subtask: examples of the `positive` classes against those of the `negative` ones, all others left
 * out. One class against the rest, pairs of classes, and Wang et al.'s (2022) "neutral against the others" are such.
 * The thresholds stay those of the whole task's baseline; see {@link collectBaseline} for one of the subtask's own rows.
 */
export function subtaskCounts(counts: FiringCounts, { negative, positive }: { negative: readonly number[]; positive: readonly number[] }): FiringCounts {
  const { classCounts, fired, ...grid } = counts;
  const size = fired.length / classCounts.length;
  const subtask = emptyFiringCounts(grid, 2);
  for (const [side, classes] of [negative, positive].entries()) {
    for (const c of classes) {
      if (!(c in classCounts)) throw new RangeError(`no class ${c} among ${classCounts.length}`);
      subtask.classCounts[side]! += classCounts[c]!;
      for (let i = 0; i < size; i++) subtask.fired[side * size + i]! += fired[c * size + i]!;
    }
  }
  return subtask;
}
