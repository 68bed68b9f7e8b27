import { SkillNeuronsError } from '@skill-neurons/core';
import { assertSameGrid, type NeuronGrid } from './activation-pass.ts';
import type { FiringCounts } from './firing-counts.ts';

/** How well "fired" tells the positive class: share of examples, or mean of the two classes' shares. */
export type NeuronMetric = 'accuracy' | 'balanced-accuracy';

/** Accuracy of every neuron at every prompt position as a classifier. */
export interface NeuronAccuracy extends NeuronGrid {
  n: number;
  /** [layers, positions, width], in [0, 1]. */
  accuracy: Float32Array;
}

/** Predictivity of every neuron over the prompt positions; arrays are [layers, width]. */
export interface Predictivity {
  stack: FiringCounts['stack'];
  layers: number;
  width: number;
  n: number;
  /** In [0.5, 1]; measured at a position and sign that were chosen elsewhere: in [0, 1]. */
  values: Float32Array;
  /** Prompt position of the maximum (the first of equals). */
  position: Int32Array;
  /** +1: firing above the baseline predicts the positive class (excitatory); -1: the other (inhibitory). */
  sign: Int8Array;
  /** 1 where the neuron answered the same for every example at every position: it cannot tell classes apart. */
  constant: Uint8Array;
  /** 1 where it never fired, at any position: constant, and for a ReLU silent. */
  dead: Uint8Array;
}

export interface PredictivityOptions {
  /** Class that firing should tell from all others, default 1. */
  positive?: number;
  /** `accuracy` is the paper's. A constant neuron scores the majority's share by it, and 0.5 by `balanced-accuracy`. */
  metric?: NeuronMetric;
  /** `max` over positions is the paper's; `mean` is that of max(Acc, 1 - Acc). */
  aggregate?: 'max' | 'mean';
  /**
   * First position that counts. For masked LMs position 0 is the mask itself, where the label word is read off;
   * 1 leaves it out (paper.md e1.6).
   */
  fromPosition?: number;
}

/**
 * Acc(N, j) of paper.md A7: the share of examples with 1[a > baseline] equal to 1[class is `positive`].
 * With two classes and `positive` = 1 this is the paper's; with more it is one-vs-rest.
 *
 * @throws NEURON_CLASS, NEURON_ONE_CLASS when balanced accuracy is asked of examples of one side alone.
 */
export function neuronAccuracy(counts: FiringCounts, positive = 1, metric: NeuronMetric = 'accuracy'): NeuronAccuracy {
  const { stack, layers, positions, width } = counts;
  return { stack, layers, positions, width, n: examplesOf(counts), accuracy: Float32Array.from(accuraciesOf(counts, positive, metric)) };
}

/** Pred_s(N) = max over positions of max(Acc, 1 - Acc) (paper.md A7), or its relatives by the options. */
export function predictivity(counts: FiringCounts, options: PredictivityOptions = {}): Predictivity {
  const { positive = 1, metric = 'accuracy', aggregate = 'max', fromPosition = 0 } = options;
  const { stack, layers, positions, width } = counts;
  assertPositionsLeft(fromPosition, positions);
  const accuracy = accuraciesOf(counts, positive, metric);
  const result = { ...emptyPredictivity({ stack, layers, width, n: examplesOf(counts) }), ...silence(counts, fromPosition) };
  for (let layer = 0; layer < layers; layer++) {
    const best = new Float64Array(width);
    const sum = new Float64Array(width);
    const lean = new Float64Array(width);
    for (let j = fromPosition; j < positions; j++) {
      for (let neuron = 0; neuron < width; neuron++) {
        const correct = accuracy[(layer * positions + j) * width + neuron]!;
        // In float32 a neuron that is right in 0.7 and one that is wrong in 0.3 of cases are equals, as they should be.
        const value = Math.fround(Math.max(correct, 1 - correct));
        sum[neuron]! += value;
        lean[neuron]! += correct - 0.5;
        if (value <= best[neuron]!) continue;
        best[neuron] = value;
        result.position[layer * width + neuron] = j;
        result.sign[layer * width + neuron] = correct >= 0.5 ? 1 : -1;
      }
    }
    result.values.set(aggregate === 'max' ? best : sum.map((total) => total / (positions - fromPosition)), layer * width);
    if (aggregate === 'mean') result.sign.set(lean.map((total) => (total >= 0 ? 1 : -1)), layer * width);
  }
  return result;
}

/**
 * Predictivity without the bias of a maximum: position and sign of each neuron are chosen on the examples of `choose` and
 * its accuracy is measured on those of `measure`, which must be others. Without a signal it is 0.5 on average
 * (with `accuracy` and unequal classes: what the firing rate gives), however many positions there are.
 */
export function heldOutPredictivity(choose: FiringCounts, measure: FiringCounts, options: Omit<PredictivityOptions, 'aggregate'> = {}): Predictivity {
  const { positive = 1, metric = 'accuracy', fromPosition = 0 } = options;
  const chosen = predictivity(choose, options);
  const { positions, width } = measure;
  assertSameGrid(choose, measure, 'positions are chosen and measured on one grid');
  const accuracy = accuraciesOf(measure, positive, metric);
  const values = chosen.values.map((_, o) => {
    const layer = Math.floor(o / width);
    const correct = accuracy[(layer * positions + chosen.position[o]!) * width + (o % width)]!;
    return chosen.sign[o] === 1 ? correct : 1 - correct;
  });
  return { ...chosen, n: examplesOf(measure), values, ...silence(measure, fromPosition) };
}

/**
 * {@link heldOutPredictivity} both ways, averaged: every example serves to measure, and none where it chose. Position and
 * sign are those found on both halves together.
 */
export function crossFittedPredictivity(halves: readonly [FiringCounts, FiringCounts], whole: FiringCounts, options: Omit<PredictivityOptions, 'aggregate'> = {}): Predictivity {
  const [a, b] = halves;
  const there = heldOutPredictivity(a, b, options).values;
  const back = heldOutPredictivity(b, a, options).values;
  return { ...predictivity(whole, options), values: there.map((value, i) => (value + back[i]!) / 2) };
}

/**
 * Pred(N) = mean over seeds of Pred_s(N), [layers, width]; to six decimals, since the values are float32: means that are equal
 * must come out equal, or rounding would rank them.
 */
export function meanPredictivity(perSeed: readonly Pick<Predictivity, 'values'>[]): Float32Array {
  const [first] = perSeed;
  if (!first) throw new RangeError('no predictivities to average');
  const mean = (i: number) => perSeed.reduce((sum, { values }) => sum + values[i]!, 0) / perSeed.length;
  return first.values.map((_, i) => Math.round(mean(i) * 1e6) / 1e6);
}

function examplesOf({ classCounts }: Pick<FiringCounts, 'classCounts'>): number {
  return classCounts.reduce((sum, count) => sum + count, 0);
}

/** Accuracy by the metric, [layers, positions, width]. */
function accuraciesOf(counts: FiringCounts, positive: number, metric: NeuronMetric): Float64Array {
  const { layers, positions, width, classCounts, fired } = counts;
  const size = layers * positions * width;
  const positives = classCounts[positive];
  if (positives === undefined) {
    throw new SkillNeuronsError({ code: 'NEURON_CLASS', message: `there is no class ${positive} among ${classCounts.length}`, hint: `use a whole number from 0 to ${classCounts.length - 1}` });
  }
  const negatives = examplesOf(counts) - positives;
  if (metric === 'balanced-accuracy' && (positives === 0 || negatives === 0)) {
    throw new SkillNeuronsError({ code: 'NEURON_ONE_CLASS', message: 'balanced accuracy of examples of one class', hint: 'use a split with examples of both sides' });
  }
  const accuracy = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let silentElsewhere = negatives;
    for (let c = 0; c < classCounts.length; c++) if (c !== positive) silentElsewhere -= fired[c * size + i]!;
    const firedThere = fired[positive * size + i]!;
    accuracy[i] = metric === 'accuracy' ? (firedThere + silentElsewhere) / (positives + negatives) : (firedThere / positives + silentElsewhere / negatives) / 2;
  }
  return accuracy;
}

function assertPositionsLeft(from: number, positions: number): void {
  if (from < positions) return;
  throw new SkillNeuronsError({ code: 'NEURON_POSITIONS', message: `no prompt position is left of ${positions} from ${from} on`, hint: 'count the mask position, or use a longer prompt' });
}

function emptyPredictivity({ stack, layers, width, n }: Pick<Predictivity, 'stack' | 'layers' | 'width' | 'n'>): Predictivity {
  const size = layers * width;
  return {
    stack, layers, width, n,
    values: new Float32Array(size),
    position: new Int32Array(size),
    sign: new Int8Array(size),
    constant: new Uint8Array(size),
    dead: new Uint8Array(size),
  };
}

/** Which neurons answered the same for every example at every position from `fromPosition` on, and which never fired. */
function silence({ classCounts, fired, layers, positions, width }: FiringCounts, fromPosition: number): Pick<Predictivity, 'constant' | 'dead'> {
  const size = layers * positions * width;
  const n = examplesOf({ classCounts });
  const constant = new Uint8Array(layers * width).fill(1);
  const dead = new Uint8Array(layers * width).fill(1);
  for (let layer = 0; layer < layers; layer++) {
    for (let j = fromPosition; j < positions; j++) {
      for (let neuron = 0; neuron < width; neuron++) {
        const o = layer * width + neuron;
        if (constant[o] === 0 && dead[o] === 0) continue;
        let above = 0;
        for (let c = 0; c < classCounts.length; c++) above += fired[c * size + (layer * positions + j) * width + neuron]!;
        if (above > 0) dead[o] = 0;
        if (above > 0 && above < n) constant[o] = 0;
      }
    }
  }
  return { constant, dead };
}
