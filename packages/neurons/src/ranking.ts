import { createRandom, SkillNeuronsError } from '@skill-neurons/core';

/** Neuron indices per layer, the most predictive first: a full order of every layer. */
export type LayerRanking = Int32Array[];

/** Sorts the neurons of each layer by value, descending; equal values keep index order. `values` is [layers, width]. */
export function rankPerLayer(values: Float32Array, layers: number, width: number): LayerRanking {
  return Array.from({ length: layers }, (_, layer) => {
    const row = values.subarray(layer * width, (layer + 1) * width);
    return Int32Array.from({ length: width }, (_, i) => i).sort((a, b) => row[b]! - row[a]! || a - b);
  });
}

/** A random order of every layer: the control for a ranking. Each seed is another draw. */
export function randomRanking(layers: number, width: number, seed: number | string): LayerRanking {
  const random = createRandom(seed).fork('random-neurons');
  return Array.from({ length: layers }, () => random.permutation(width));
}

/** floor(percent of width), the paper's int(3072 / 100 * p): 30, 92, 153, ... for 1, 3, 5 % of 3072. @throws PERCENT_RANGE */
export function neuronsPerLayer(width: number, percent: number): number {
  if (!(percent >= 0 && percent <= 100)) {
    throw new SkillNeuronsError({ code: 'PERCENT_RANGE', message: `${percent} % of a layer`, hint: 'use percentages from 0 to 100' });
  }
  // 3072 / 100 * 25 is 768 exactly, but 7 / 100 * 100 is 7.000000000000001 and 0.29 * 100 is 28.999999999999996.
  return Math.floor(Number(((width * percent) / 100).toFixed(9)));
}

/** The first `percent` of every layer. */
export function topPercent(ranking: LayerRanking, percent: number): number[][] {
  return ranking.map((layer) => [...layer.subarray(0, neuronsPerLayer(layer.length, percent))]);
}

/** All neurons of the model in one order, as layer * width + neuron; equal values keep index order (paper.md A8, "model"). */
export function rankWholeModel(values: Float32Array): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
}

/** Members of each layer among the best `percent` of all neurons of the model. @throws PERCENT_RANGE */
export function topPercentOfModel(values: Float32Array, width: number, percent: number): number[][] {
  const sets = Array.from({ length: values.length / width }, (): number[] => []);
  for (const i of rankWholeModel(values).subarray(0, neuronsPerLayer(values.length, percent))) sets[Math.floor(i / width)]!.push(i % width);
  return sets;
}
