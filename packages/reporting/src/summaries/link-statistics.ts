import { detectableCorrelation, FEWEST_CLUSTERS, nestedCorrelation } from '@skill-neurons/core';
import type { NestedCorrelation } from '@skill-neurons/core';
import { countText, fixed, listText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { linkPoints } from './link.ts';
import type { LinkMeasure, LinkPoint } from './link.ts';

/** Retained predictivity is given as the probability that a clean skill neuron is above another on adversarial data. */
export const linkMeasureLabels: Record<LinkMeasure, string> = {
  overlap: 'overlap beyond chance',
  retained: 'retained predictivity',
  correlation: 'rank correlation',
};

/** How strongly one measure goes with the accuracy that is lost. */
export interface LinkStatistics extends NestedCorrelation {
  measure: LinkMeasure;
}

/**
 * The accuracy drop against each measure that has points: models are groups, adversarial sets clusters, seeds repetitions. A
 * negative correlation is the claimed one: less is lost where skill neurons stay.
 */
export function linkStatistics(points: readonly LinkPoint[], { seed = 'link', resamples }: { seed?: number | string; resamples?: number } = {}): LinkStatistics[] {
  return (Object.keys(linkMeasureLabels) as LinkMeasure[]).flatMap((measure) => {
    const measured = points.flatMap((point) => (point[measure] === null ? [] : [{ group: point.model, cluster: point.target, x: point[measure], y: point.drop }]));
    if (measured.length === 0) return [];
    return [{ measure, ...nestedCorrelation(measured, { seed: `${seed}/${measure}`, ...(resamples === undefined ? {} : { resamples }) }) }];
  });
}

const known = new WeakMap<StudyResults, { points: readonly LinkPoint[]; statistics: readonly LinkStatistics[] }>();

/** The points of a study and their statistics, computed once for all that shows them. */
export function studyLink(results: StudyResults): { points: readonly LinkPoint[]; statistics: readonly LinkStatistics[] } {
  const before = known.get(results);
  if (before !== undefined) return before;
  const points = linkPoints(results);
  const link = { points, statistics: linkStatistics(points) };
  known.set(results, link);
  return link;
}

/** What so many models, sets and seeds can and cannot support, in plain words. */
export function linkLimits({ groups, clusters, cells, points, within: { leastP } }: NestedCorrelation): string {
  const design = `${countText(clusters, 'adversarial set')} × ${countText(groups, 'model')} (${countText(cells, 'pair')}, ${countText(points, 'run')})`;
  const limits = [
    leastP > 0.05
      ? `with ${countText(clusters, 'set')} no p-value below ${fixed(leastP, 2)} is possible, so nothing more than a description is supported`
      : `only a correlation of about ${fixed(detectableCorrelation(clusters), 2)} or more in size would be found four times in five`,
    ...(clusters < FEWEST_CLUSTERS ? [`below ${FEWEST_CLUSTERS} sets no interval is given`] : []),
    groups < 2
      ? 'with one model nothing is said of differences between models'
      : groups === 2
        ? 'two models always differ in something: their difference can be described, not explained'
        : `between models there are ${groups} points`,
    'more seeds narrow none of this, since seeds share the set',
  ];
  return `${design}: ${limits.join('; ')}. A correlation is no cause.`;
}

/** One sentence on what is seen. */
export function linkSentence(statistics: readonly LinkStatistics[]): string {
  const direction = ({ measure, within }: LinkStatistics) => {
    const { value, p } = within.spearman;
    if (Number.isNaN(value)) return `${linkMeasureLabels[measure]}: none to be had`;
    return `${linkMeasureLabels[measure]}: rho ${fixed(value, 2)} (p ${p < 0.001 ? '< 0.001' : fixed(p, 3)})`;
  };
  return `Within models, accuracy lost against ${listText(statistics.map(direction))}; a negative rho means that less is lost where skill neurons stay the same.`;
}
