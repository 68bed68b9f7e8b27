import type { FiringCounts } from './firing-counts.ts';

/** Accuracy of every neuron at every prompt position as a classifier, [layers, positions, width]. */
export interface NeuronAccuracy {
  stack: FiringCounts['stack'];
  layers: number;
  positions: number;
  width: number;
  n: number;
  accuracy: Float32Array;
}

/** Predictivity of every neuron, the best over the prompt positions, [layers, width]. */
export interface Predictivity {
  stack: FiringCounts['stack'];
  layers: number;
  width: number;
  n: number;
  /** In [0.5, 1]. */
  values: Float32Array;
  /** Prompt position of the maximum (the first of equals). */
  position: Int32Array;
  /** +1: firing above the baseline predicts the positive class (excitatory); -1: the other (inhibitory). */
  sign: Int8Array;
  /** 1 where the neuron answered the same for every example at every position. */
  constant: Uint8Array;
}

/**
 * Acc(N, j) of paper.md A7: the share of examples with 1[a > baseline] equal to 1[class is `positive`].
 * With two classes and `positive` = 1 this is the paper's; with more it is one-vs-rest.
 */
export function neuronAccuracy(counts: FiringCounts, positive = 1): NeuronAccuracy {
  const { stack, layers, positions, width, classCounts, fired } = counts;
  const size = layers * positions * width;
  const n = classCounts.reduce((sum, count) => sum + count, 0);
  const accuracy = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    let correct = 0;
    for (let c = 0; c < classCounts.length; c++) {
      const above = fired[c * size + i]!;
      correct += c === positive ? above : classCounts[c]! - above;
    }
    accuracy[i] = correct / n;
  }
  return { stack, layers, positions, width, n, accuracy };
}

/**
 * Pred_s(N) = max over positions of max(Acc, 1 - Acc) (paper.md A7).
 *
 * @param options.fromPosition first position that counts. For masked LMs position 0 is the mask itself,
 *   where the label word is read off; 1 leaves it out (paper.md e1.6).
 */
export function predictivity(counts: FiringCounts, { positive = 1, fromPosition = 0 }: { positive?: number; fromPosition?: number } = {}): Predictivity {
  const { stack, layers, positions, width, n, accuracy } = neuronAccuracy(counts, positive);
  const result: Predictivity = {
    stack, layers, width, n,
    values: new Float32Array(layers * width),
    position: new Int32Array(layers * width),
    sign: new Int8Array(layers * width),
    constant: new Uint8Array(layers * width).fill(1),
  };
  for (let layer = 0; layer < layers; layer++) {
    for (let j = fromPosition; j < positions; j++) {
      for (let neuron = 0; neuron < width; neuron++) {
        const i = (layer * positions + j) * width + neuron;
        const o = layer * width + neuron;
        const value = Math.max(accuracy[i]!, 1 - accuracy[i]!);
        if (value > result.values[o]!) {
          result.values[o] = value;
          result.position[o] = j;
          result.sign[o] = accuracy[i]! >= 0.5 ? 1 : -1;
        }
        if (result.constant[o] === 1 && !isConstant(counts, i, n)) result.constant[o] = 0;
      }
    }
  }
  return result;
}

/** Pred(N) = mean over seeds of Pred_s(N), [layers, width]. */
export function meanPredictivity(perSeed: readonly Pick<Predictivity, 'values'>[]): Float32Array {
  const [first] = perSeed;
  if (!first) throw new RangeError('no predictivities to average');
  return first.values.map((_, i) => perSeed.reduce((sum, { values }) => sum + values[i]!, 0) / perSeed.length);
}

function isConstant({ classCounts, fired, layers, positions, width }: FiringCounts, i: number, n: number): boolean {
  const size = layers * positions * width;
  let above = 0;
  for (let c = 0; c < classCounts.length; c++) above += fired[c * size + i]!;
  return above === 0 || above === n;
}
