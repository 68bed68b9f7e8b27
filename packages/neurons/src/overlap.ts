import { benjaminiHochberg, expectedOverlap, overlapPValue } from '@skill-neurons/core';
import { neuronsPerLayer, rankWholeModel, type LayerRanking } from './ranking.ts';

/** Neurons that two top sets of a layer share. */
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

/** The same among the best `percent` of all neurons of the model, wherever they lie: one entry, "layer" 0, of the whole width. */
export function topOverlapOfModel(a: Float32Array, b: Float32Array, percent: number): LayerOverlap[] {
  return topOverlap([rankWholeModel(a)], [rankWholeModel(b)], percent);
}

/** An overlap against what two random sets share. */
export interface OverlapTest {
  shared: number;
  size: number;
  /** Members that random sets share on average: the sum of size^2 / width. */
  expected: number;
  /** shared / expected; NaN of empty sets. */
  timesChance: number;
  /** Exact probability that random sets share as many or more, over all layers together. */
  p: number;
  layers: (LayerOverlap & { expected: number; p: number; /** Adjusted for the number of layers (Benjamini-Hochberg). */ adjustedP: number })[];
}

/** Overlap against the hypergeometric expectation, per layer and over all of them. */
export function testOverlap(overlaps: readonly LayerOverlap[]): OverlapTest {
  const total = (of: (overlap: LayerOverlap) => number) => overlaps.reduce((sum, overlap) => sum + of(overlap), 0);
  const ps = overlaps.map((overlap) => overlapPValue([overlap]));
  const adjusted = benjaminiHochberg(ps);
  const [shared, expected] = [total((overlap) => overlap.shared), total(expectedOverlap)];
  return {
    shared,
    size: total((overlap) => overlap.size),
    expected,
    timesChance: shared / expected,
    p: overlapPValue(overlaps),
    layers: overlaps.map((overlap, i) => ({ ...overlap, expected: expectedOverlap(overlap), p: ps[i]!, adjustedP: adjusted[i]! })),
  };
}
