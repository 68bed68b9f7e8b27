import { rankPerLayer } from './ranking.ts';
import { topSet, type NeuronValues, type RankingScope } from './top-set.ts';

/**
 * The neurons that stay when a model is pruned to the best `percent`, as indices per layer: of every layer alike, or of the whole model,
 * which leaves layers of unequal widths. Every layer keeps its best neuron at least. @throws PERCENT_RANGE
 */
export function keptNeurons(values: NeuronValues, percent: number, scope: RankingScope = 'layer'): number[][] {
  const best = rankPerLayer(values.values, values.layers, values.width);
  return topSet(values, percent, scope).map((chosen, layer) => (chosen.length === 0 ? [best[layer]![0]!] : chosen));
}
