import { mean, signFlipTest } from '@skill-neurons/core';
import { countText, fixed, leastPText, pValueText } from '../format.ts';
import type { RetainedResult, StudyResults } from '../study-results.ts';
import { nearestPercent } from './overlap.ts';

/** The retained predictivity of one model's encoder at the reference percentage: at clean positions where it was measured, else at its own. */
export function referenceRetained({ retained = [] }: StudyResults, model: string): RetainedResult[] {
  const own = retained.filter((entry) => entry.model === model && entry.stack === 'encoder');
  const percent = nearestPercent(retained.map((entry) => entry.percent));
  const positions = own.some((entry) => entry.positions === 'clean') ? 'clean' : 'own';
  return own.filter((entry) => entry.percent === percent && entry.positions === positions);
}

/** Separation of every run that has one, by adversarial set. */
export function retainedSeparations(results: StudyResults, model: string): { set: string; value: number }[] {
  return referenceRetained(results, model).flatMap(({ task, split, separation }) => (separation === null ? [] : [{ set: JSON.stringify([task, split]), value: separation }]));
}

/** A paired test between two models, by adversarial set, seeds averaged. */
export interface RetainedComparison {
  a: string;
  b: string;
  sets: number;
  difference: number;
  low: number;
  high: number;
  p: number;
  leastP: number;
}

/** Every two models against each other in how far clean skill neurons stay above other neurons on adversarial data. */
export function retainedComparisons(results: StudyResults): RetainedComparison[] {
  const models = results.models.map(({ id }) => id);
  return models.flatMap((a, i) => models.slice(i + 1).flatMap((b) => {
    const [ofA, ofB] = [retainedSeparations(results, a), retainedSeparations(results, b)];
    const at = (runs: typeof ofA, set: string) => mean(runs.filter((run) => run.set === set).map(({ value }) => value));
    const differences = [...new Set(ofA.map(({ set }) => set))].map((set) => at(ofA, set) - at(ofB, set)).filter((difference) => !Number.isNaN(difference));
    if (differences.length === 0) return [];
    const { mean: difference, low, high, p, leastP, n } = signFlipTest(differences, { seed: `retained/${a}/${b}` });
    return [{ a, b, sets: n, difference, low, high, p, leastP }];
  }));
}

/** One sentence per model, and one on each pair of them. */
export function retainedSentence(results: StudyResults): string {
  const own = results.models.flatMap(({ id }) => {
    const runs = referenceRetained(results, id);
    const separations = retainedSeparations(results, id).map(({ value }) => value);
    if (runs.length === 0 || separations.length === 0) return [];
    const average = (of: (run: RetainedResult) => number) => fixed(mean(runs.map(of)), 2);
    return [`${id}: clean skill neurons (top ${runs[0]!.percent}%) predict adversarial labels in ${average((run) => run.adversarial)} of cases, other neurons in ${average((run) => run.others)}; one of them is above one of the others with probability ${fixed(mean(separations), 2)} (0.5 by chance).`];
  });
  const compared = retainedComparisons(results).map(({ a, b, difference, p, leastP, sets }) => `${a} minus ${b}: ${fixed(difference, 2)} in that probability over ${countText(sets, 'set')}, ${pValueText(p)} (${leastPText(leastP)}).`);
  return [...own, ...compared].join(' ');
}
