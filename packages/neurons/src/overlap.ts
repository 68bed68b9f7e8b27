import { neuronsPerLayer, type LayerRanking } from './ranking.ts';

export interface LayerOverlap {
  layer: number;
  /** Members of both top sets. */
  shared: number;
  /** Members of each top set. */
  size: number;
  width: number;
}

/**
 * Shared members of the top `percent` of two rankings, per layer (paper.md A11.7, with defect e1.2 mended:
 * the most predictive neurons are compared, layer by layer). By chance size^2 / width are shared.
 */
export function topOverlap(a: LayerRanking, b: LayerRanking, percent: number): LayerOverlap[] {
  return a.map((layerA, layer) => {
    const width = layerA.length;
    const size = neuronsPerLayer(width, percent);
    const members = new Set(layerA.subarray(0, size));
    let shared = 0;
    for (const neuron of b[layer]!.subarray(0, size)) if (members.has(neuron)) shared++;
    return { layer, shared, size, width };
  });
}
