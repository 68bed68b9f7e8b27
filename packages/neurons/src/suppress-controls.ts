import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { NeuronPlace } from './neuron-place.ts';
import type { NeuronSet } from './neuron-set.ts';
import { sizesOf } from './neuron-set.ts';
import { randomRanking } from './ranking.ts';
import type { NeuronValues } from './top-set.ts';

/**
 * What suppressed skill neurons are compared with, always as many in every layer:
 * - `random`: any neurons of the layer, the paper's;
 * - `matched`: neurons as active as they are, see `matchedSet`;
 * - `least`: the least predictive.
 */
export type ControlKind = 'random' | 'matched' | 'least';

/** As many random neurons of each layer. Of one seed, a larger set holds the smaller. */
export function randomSet(like: NeuronSet, width: number, seed: number | string): NeuronSet {
  const sizes = sizesOf(like);
  return randomRanking(sizes.length, width, seed).map((order, layer) => [...order.subarray(0, sizes[layer])]);
}

/** As many neurons of each layer with the lowest values; of equals, those with the highest index. @throws SUPPRESS_CONTROLS */
export function leastSet(like: NeuronSet, { values, width, layers }: NeuronValues): NeuronSet {
  if (like.length !== layers) throw new SkillNeuronsError({ code: 'SUPPRESS_CONTROLS', message: `a set of ${like.length} layers and values of ${layers}`, kind: 'internal' });
  return like.map(({ length }, layer) => {
    const row = values.subarray(layer * width, (layer + 1) * width);
    return Array.from({ length: width }, (_, i) => i).sort((a, b) => row[a]! - row[b]! || b - a).slice(0, length);
  });
}

/**
 * Random neurons of the layers that some neurons lie in, none of them among these: what single neurons are compared with. Neurons of
 * one layer share them. Constant and dead neurons are drawn like all others.
 *
 * @param perLayer how many, or what the layer has left
 * @returns lower layers first, in the order drawn; of one seed, a larger number holds the smaller
 */
export function randomNeighbours(neurons: readonly NeuronPlace[], { width, perLayer, seed }: { width: number; perLayer: number; seed: number | string }): NeuronPlace[] {
  const random = createRandom(seed).fork('random-neighbours');
  const layers = [...new Set(neurons.map(({ layer }) => layer))].sort((a, b) => a - b);
  return layers.flatMap((layer) => {
    const taken = new Set(neurons.filter((place) => place.layer === layer).map(({ neuron }) => neuron));
    const others = [...random.fork(layer).permutation(width)].filter((neuron) => !taken.has(neuron));
    return others.slice(0, perLayer).map((neuron) => ({ layer, neuron }));
  });
}
