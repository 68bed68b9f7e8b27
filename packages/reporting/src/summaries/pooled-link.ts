import type { StudyResults } from '../study-results.ts';
import { linkPoints } from './link.ts';
import type { LinkPoint } from './link.ts';

/**
 * The points of several runs together. Models are told apart by their weights: those of one name and other weights get a
 * number. Seeds of one model and adversarial set in several runs count as further repetitions of the same pair.
 */
export function pooledLinkPoints(runs: readonly StudyResults[]): LinkPoint[] {
  const names = new Map<string, string[]>();
  for (const { id, fingerprint } of runs.flatMap(({ models }) => models)) {
    const known = names.get(id) ?? [];
    if (!known.includes(fingerprint)) names.set(id, [...known, fingerprint]);
  }
  return runs.flatMap((run) => linkPoints(run).map((point) => {
    const place = names.get(point.model)!.indexOf(run.models.find(({ id }) => id === point.model)!.fingerprint);
    return { ...point, model: place === 0 ? point.model : `${point.model} (${place + 1})` };
  }));
}
