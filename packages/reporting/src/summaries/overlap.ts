import { expectedOverlap, mean, overlapPValue } from '@skill-neurons/core';
import type { OverlapResult, StudyResults } from '../study-results.ts';

type Layer = OverlapResult['layers'][number];

/** Overlap of the clean and the adversarial top sets, as shares of the set size. */
export interface OverlapShare {
  /** Shared members / set size, over all given layers together. */
  share: number;
  /** What random sets share on average: sum of size^2 / width over sum of sizes. */
  chance: number;
  /** Exact probability that random sets share as much or more. */
  p: number;
}

/** Claims and the layer figure look at the compared percentage nearest to this. */
export const REFERENCE_PERCENT = 5;

/** The percentage nearest to {@link REFERENCE_PERCENT} (the smaller on a tie); undefined without overlap results. */
export function referencePercent({ overlap }: StudyResults): number | undefined {
  return nearestPercent(overlap.map(({ percent }) => percent));
}

/** The percentage above 0 that is nearest to {@link REFERENCE_PERCENT}. */
export function nearestPercent(all: readonly number[]): number | undefined {
  const percents = [...new Set(all)].filter((percent) => percent > 0).sort((a, b) => a - b);
  return percents.reduce<number | undefined>((best, percent) => (best === undefined || Math.abs(percent - REFERENCE_PERCENT) < Math.abs(best - REFERENCE_PERCENT) ? percent : best), undefined);
}

/** Over layers that hold at least one neuron in the sets; undefined without any. */
export function overlapShare(layers: readonly Layer[]): OverlapShare | undefined {
  const used = layers.filter(({ size }) => size > 0);
  const size = used.reduce((sum, layer) => sum + layer.size, 0);
  if (size === 0) return undefined;
  const shared = used.reduce((sum, layer) => sum + layer.shared, 0);
  return { share: shared / size, chance: used.reduce((sum, layer) => sum + expectedOverlap(layer), 0) / size, p: overlapPValue(used) };
}

/** Layers of the encoder: the stack that the paper compares, and the only one of RoBERTa and BERT. */
export function encoderLayers({ layers }: Pick<OverlapResult, 'layers'>): Layer[] {
  return layers.filter(({ stack }) => stack === 'encoder');
}

/** Share per layer: mean, lowest and highest over seeds. */
export function overlapByLayer(overlaps: readonly OverlapResult[], stack: Layer['stack']): { layer: number; mean: number; lowest: number; highest: number; chance: number }[] {
  const all = overlaps.flatMap(({ layers }) => layers.filter((layer) => layer.stack === stack && layer.size > 0));
  const numbers = [...new Set(all.map(({ layer }) => layer))].sort((a, b) => a - b);
  return numbers.map((layer) => {
    const same = all.filter((entry) => entry.layer === layer);
    const shares = same.map(({ shared, size }) => shared / size);
    return { layer, mean: mean(shares), lowest: Math.min(...shares), highest: Math.max(...shares), chance: mean(same.map((entry) => expectedOverlap(entry) / entry.size)) };
  });
}
