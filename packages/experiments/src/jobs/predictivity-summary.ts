import { quantile } from '@skill-neurons/core';
import { rankPerLayer, type Predictivity } from '@skill-neurons/neurons';
import type { PredictivityResult } from '@skill-neurons/reporting';

const bins = 20;
const shownNeurons = 10;

/** Quartiles, histogram over [0.5, 1] and the best neurons of every layer. */
export function summariseLayers(found: Predictivity): PredictivityResult['layers'] {
  const { stack, layers, width, values } = found;
  const ranking = rankPerLayer(values, layers, width);
  return ranking.map((order, layer) => {
    const at = (neuron: number) => layer * width + neuron;
    const sorted = [...order].reverse().map((neuron) => values[at(neuron)]!);
    const histogram = new Array<number>(bins).fill(0);
    for (const value of sorted) histogram[Math.min(bins - 1, Math.floor((value - 0.5) * 2 * bins))]!++;
    return {
      stack, layer,
      minimum: sorted[0]!,
      lowerQuartile: quantile(sorted, 0.25),
      median: quantile(sorted, 0.5),
      upperQuartile: quantile(sorted, 0.75),
      maximum: sorted[width - 1]!,
      mean: sorted.reduce((sum, value) => sum + value, 0) / width,
      histogram,
      top: [...order.subarray(0, shownNeurons)].map((neuron) => ({
        neuron,
        predictivity: values[at(neuron)]!,
        position: found.position[at(neuron)]!,
        sign: found.sign[at(neuron)] === 1 ? (1 as const) : (-1 as const),
        ...(found.constant[at(neuron)] === 1 && { constant: true }),
        ...(found.dead[at(neuron)] === 1 && { dead: true }),
      })),
      constant: sum(found.constant.subarray(layer * width, (layer + 1) * width)),
      dead: sum(found.dead.subarray(layer * width, (layer + 1) * width)),
    };
  });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
