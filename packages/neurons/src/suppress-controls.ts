import { SkillNeuronsError } from '@skill-neurons/core';
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
