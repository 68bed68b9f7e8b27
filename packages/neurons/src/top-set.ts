import { rankPerLayer, topPercent, topPercentOfModel } from './ranking.ts';

/** Whether the best are taken in every layer, or from all layers together. */
export type RankingScope = 'layer' | 'model';

/** Predictivities of all neurons of a model, e.g. of {@link loadPredictivity}. */
export interface NeuronValues {
  layers: number;
  width: number;
  /** [layers, width]. */
  values: Float32Array;
}

/** The best `percent`, as neuron indices per layer. @throws PERCENT_RANGE */
export function topSet({ values, layers, width }: NeuronValues, percent: number, scope: RankingScope): number[][] {
  return scope === 'layer' ? topPercent(rankPerLayer(values, layers, width), percent) : topPercentOfModel(values, width, percent);
}
