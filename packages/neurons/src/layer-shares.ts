import { neuronsPerLayer } from './ranking.ts';
import type { NeuronValues } from './top-set.ts';

/** Where the best neurons of a whole model lie. */
export interface LayerShares {
  percent: number;
  /** Neurons taken: floor(percent of all). */
  size: number;
  /** Value of the last neuron taken; NaN where none is. */
  threshold: number;
  /** Neurons of exactly that value, and how many of them are taken. */
  tied: { neurons: number; taken: number };
  /** Neurons taken in every layer, [layers]; by chance size / layers each. Of the tied ones every layer gives the same share. */
  members: number[];
  /** Of all members: those marked constant; null where no marks are given. */
  constant: number | null;
}

/**
 * How many of the best `percents` of all neurons every layer holds (the locations of paper.md A8 and A11.9).
 *
 * Neurons of equal value at the cut are not taken in index order as `topPercentOfModel` takes them, which would pile them up in
 * the first layers - and many are equal where neurons are constant, since these all score the majority rate -, but
 * count as the mean over all ways to break the tie. So a layer's members need not be whole.
 *
 * @param constant marks, [layers, width], e.g. of {@link loadPredictivity}
 * @throws PERCENT_RANGE
 */
export function layerShares({ values, layers, width }: NeuronValues, percents: readonly number[], constant?: Uint8Array): LayerShares[] {
  const descending = Float32Array.from(values).sort().reverse();
  return percents.map((percent) => {
    const size = neuronsPerLayer(values.length, percent);
    if (size === 0) return { percent, size, threshold: NaN, tied: { neurons: 0, taken: 0 }, members: new Array<number>(layers).fill(0), constant: constant ? 0 : null };
    const threshold = descending[size - 1]!;
    const [above, equal] = [new Array<number>(layers).fill(0), new Array<number>(layers).fill(0)];
    let [constantAbove, constantEqual] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (values[i]! < threshold) continue;
      const [counts, mark] = [values[i] === threshold ? equal : above, constant?.[i] ?? 0];
      counts[Math.floor(i / width)]!++;
      if (counts === equal) constantEqual += mark;
      else constantAbove += mark;
    }
    const neurons = sum(equal);
    const taken = size - sum(above);
    return {
      percent, size, threshold,
      tied: { neurons, taken },
      members: above.map((count, layer) => count + (equal[layer]! * taken) / neurons),
      constant: constant ? constantAbove + (constantEqual * taken) / neurons : null,
    };
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
