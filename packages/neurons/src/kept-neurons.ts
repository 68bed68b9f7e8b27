import { SkillNeuronsError } from '@skill-neurons/core';
import { rankPerLayer } from './ranking.ts';
import { topSet, type NeuronValues, type RankingScope } from './top-set.ts';

export interface KeepOptions {
  /** The best of every layer alike (default), or of the whole model, which leaves layers of unequal widths. */
  scope?: RankingScope | undefined;
  /** Layers from the first that stay whole: 3 of 12 in Wang et al. (2022). Default 0. */
  wholeLayers?: number | undefined;
}

/**
 * The neurons that stay when a model is pruned to the best `percent`, as indices per layer. Every layer keeps its best neuron at least.
 * @throws PERCENT_RANGE, PRUNE_LAYERS
 */
export function keptNeurons(values: NeuronValues, percent: number, { scope = 'layer', wholeLayers = 0 }: KeepOptions = {}): number[][] {
  const { layers, width } = values;
  if (!Number.isInteger(wholeLayers) || wholeLayers < 0 || wholeLayers > layers) {
    throw new SkillNeuronsError({ code: 'PRUNE_LAYERS', message: `${wholeLayers} of ${layers} layers cannot stay whole`, hint: `use a whole number from 0 to ${layers}` });
  }
  // The layers that stay whole take no part in the choice among the others.
  const pruned: NeuronValues = { layers: layers - wholeLayers, width, values: values.values.subarray(wholeLayers * width) };
  const best = rankPerLayer(pruned.values, pruned.layers, width);
  const chosen = topSet(pruned, percent, scope).map((layer, i) => (layer.length === 0 ? [best[i]![0]!] : layer));
  return [...Array.from({ length: wholeLayers }, () => Array.from({ length: width }, (_, i) => i)), ...chosen];
}
