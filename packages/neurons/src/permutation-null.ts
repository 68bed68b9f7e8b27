import { createRandom } from '@skill-neurons/core';
import type { CollectOptions } from './activation-pass.ts';
import type { Baseline } from './baseline.ts';
import { collectGroupedCounts, labelsOf } from './collect.ts';
import { mergeFiringCounts, type FiringCounts } from './firing-counts.ts';
import { halvesOf } from './halves.ts';
import { predictivity, type Predictivity, type PredictivityOptions } from './predictivity.ts';

export interface PermutationNullOptions extends CollectOptions, PredictivityOptions {
  baseline: Baseline;
  seed: number | string;
  /** Shuffles of the labels. */
  permutations?: number;
  /** Bytes that the counts of the shuffles may take at once; more shuffles take more passes over the data. */
  memoryLimit?: number;
}

/** Predictivity under shuffled labels. */
export interface PermutationNull {
  /** With the labels as they are. */
  observed: Predictivity;
  counts: FiringCounts;
  /** The counts of two random halves of the examples (those of {@link halvesOf} for the same seed), for their stability: no further pass. */
  halves: [FiringCounts, FiringCounts];
  /** Predictivity of every neuron under each shuffle, [layers, width]. */
  permuted: Float32Array[];
  /** The label of every example under each shuffle, -1 for those that have none: what somebody else needs to compute the same. */
  shuffles: Int32Array[];
  passes: number;
}

/** See {@link collectGroupedCounts}. */
const bytesPerCount = 20;
const defaultMemoryLimit = 2 ** 30;

/**
 * What predictivities look like when labels mean nothing: the labels are shuffled over the examples (class sizes stay) and
 * everything is computed anew, the choice of the position included. Many shuffles share a forward pass; memory is bounded.
 */
export async function permutationNull(options: PermutationNullOptions): Promise<PermutationNull> {
  const { baseline, batches, columns, seed, permutations = 100, memoryLimit = defaultMemoryLimit } = options;
  const labels = labelsOf(batches);
  const classes = columns.length;
  const half = halvesOf(labels, seed);
  const ofHalves = [0, 1].map((side) => ({ groups: classes, of: labels.map((label, i) => (half[i] === side ? label : -1)) }));
  const random = createRandom(seed).fork('permuted labels');
  // Examples fire as often whatever they are called: the counts of class 0 follow from those of the others.
  const shuffles = Array.from({ length: permutations }, () => shuffleLabels(labels, random.shuffle));
  const groupings = shuffles.map((shuffled) => ({ groups: classes - 1, of: shuffled.map((label) => (label > 0 ? label - 1 : -1)) }));
  const countBytes = bytesPerCount * baseline.mean.length;
  const perPass = Math.max(1, Math.floor((memoryLimit / countBytes - 2 * classes) / Math.max(1, classes - 1)));
  let halves: [FiringCounts, FiringCounts] | undefined;
  let whole: FiringCounts | undefined;
  const permuted: Float32Array[] = [];
  let passes = 0;
  for (let from = 0; from < Math.max(1, permutations); from += perPass) {
    const found = await collectGroupedCounts({
      ...options,
      groupings: [...(halves ? [] : ofHalves), ...groupings.slice(from, from + perPass)],
      onProgress: (event) => options.onProgress?.({ ...event, label: `shuffled labels, pass ${passes + 1} of ${Math.max(1, Math.ceil(permutations / perPass))}` }),
    });
    halves ??= [found.shift()!, found.shift()!];
    const all = (whole ??= mergeFiringCounts(...halves));
    permuted.push(...found.map((rest) => predictivity(withFirstClass(rest, all), options).values));
    passes++;
  }
  return { observed: predictivity(whole!, options), counts: whole!, halves: halves!, permuted, shuffles, passes };
}

/** Shuffles the labels among the examples that have one. */
function shuffleLabels(labels: Int32Array, shuffle: (items: readonly number[]) => number[]): Int32Array {
  const used = [...labels.keys()].filter((i) => labels[i] !== -1);
  const dealt = shuffle(used.map((i) => labels[i]!));
  const shuffled = new Int32Array(labels.length).fill(-1);
  used.forEach((i, k) => (shuffled[i] = dealt[k]!));
  return shuffled;
}

/** Counts of classes 1, 2, ... under a shuffle, completed by class 0: all examples less the others. */
function withFirstClass(rest: FiringCounts, whole: FiringCounts): FiringCounts {
  const size = rest.layers * rest.positions * rest.width;
  const fired = new Int32Array(whole.fired.length);
  fired.set(rest.fired, size);
  for (let c = 0; c < whole.classCounts.length; c++) {
    for (let i = 0; i < size; i++) {
      fired[i]! += whole.fired[c * size + i]!;
      if (c > 0) fired[i]! -= rest.fired[(c - 1) * size + i]!;
    }
  }
  return { ...rest, classCounts: whole.classCounts, fired };
}
