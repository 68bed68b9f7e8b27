import { mean, wilsonInterval } from '@skill-neurons/core';
import type { Interval } from '@skill-neurons/core';
import type { Count, EvaluationResult, StudyResults } from '../study-results.ts';
import type { Target } from './targets.ts';

/** Accuracy of one way of prompting on one target, over seeds. */
export interface AccuracySummary extends Interval {
  seeds: number[];
  /** Accuracy per seed, in order of `seeds`. */
  perSeed: number[];
  /** Mean over seeds. `low` and `high` are its 95 % Wilson limits for `rows` trials. */
  mean: number;
  /** Rows of the data. Seeds see the same rows, so further seeds do not narrow the interval. */
  rows: number;
  /** Counts pooled over seeds. */
  pooled: Count;
  /** Share of the most frequent class: what always answering it scores. */
  majority: number;
  /** 1 / number of classes. */
  chance: number;
  /** Seeds whose predictions were more than 95 % of one class. */
  oneSided: number[];
}

/** More than this share of predictions of one class is one-sided. */
export const ONE_SIDED = 0.95;

/** Summary of evaluations that differ in seed only; undefined when there are none (or none with rows). */
export function summariseAccuracy(evaluations: readonly EvaluationResult[]): AccuracySummary | undefined {
  const used = evaluations.filter(({ n }) => n > 0).sort((a, b) => a.seed - b.seed);
  if (used.length === 0) return undefined;
  const perSeed = used.map(({ correct, n }) => correct / n);
  const average = mean(perSeed);
  const rows = Math.max(...used.map(({ n }) => n));
  const { classCounts } = used.find(({ n }) => n === rows)!;
  return {
    seeds: used.map(({ seed }) => seed),
    perSeed,
    mean: average,
    ...wilsonInterval(average, rows),
    rows,
    pooled: poolCounts(used),
    majority: Math.max(...classCounts) / rows,
    chance: 1 / classCounts.length,
    oneSided: used.filter(({ predictedCounts, n }) => Math.max(...predictedCounts) > ONE_SIDED * n).map(({ seed }) => seed),
  };
}

/** How a model was prompted on a target: with the tuned prompt of a source task, an untrained one, or none. */
export type Prompting = { prompt: 'tuned'; source: string } | { prompt: 'random' | 'none' };

export function accuracyOf({ evaluations }: StudyResults, model: string, target: Target, prompting: Prompting): AccuracySummary | undefined {
  return summariseAccuracy(evaluationsOf(evaluations, model, target, prompting));
}

export function evaluationsOf(evaluations: readonly EvaluationResult[], model: string, target: Target, prompting: Prompting): EvaluationResult[] {
  const source = prompting.prompt === 'tuned' ? prompting.source : null;
  return indexOf(evaluations).get(keyOf({ model, source, ...prompting, ...target })) ?? [];
}

/** Reports look evaluations up thousands of times, so each list is indexed once (again when it has grown). */
const indices = new WeakMap<readonly EvaluationResult[], { length: number; index: Map<string, EvaluationResult[]> }>();

function indexOf(evaluations: readonly EvaluationResult[]): Map<string, EvaluationResult[]> {
  const known = indices.get(evaluations);
  if (known?.length === evaluations.length) return known.index;
  const index = new Map<string, EvaluationResult[]>();
  for (const evaluation of evaluations) {
    const key = keyOf(evaluation);
    const same = index.get(key);
    if (same === undefined) index.set(key, [evaluation]);
    else same.push(evaluation);
  }
  indices.set(evaluations, { length: evaluations.length, index });
  return index;
}

function keyOf({ model, prompt, source, task, split, adversarial }: Pick<EvaluationResult, 'model' | 'prompt' | 'source' | 'task' | 'split' | 'adversarial'>): string {
  return JSON.stringify([model, prompt, source, task, split, adversarial]);
}

/** Accuracy per group of rows (e.g. per attack), pooled over seeds; rows are those of one seed. */
export function groupAccuracies(evaluations: readonly EvaluationResult[]): { group: string; rows: number; mean: number; low: number; high: number }[] {
  const names = [...new Set(evaluations.flatMap(({ groups }) => Object.keys(groups)))].sort();
  return names.flatMap((group) => {
    const counts = evaluations.flatMap(({ groups }) => (Object.hasOwn(groups, group) && groups[group]!.n > 0 ? [groups[group]!] : []));
    if (counts.length === 0) return [];
    const rows = Math.max(...counts.map(({ n }) => n));
    const average = mean(counts.map(({ correct, n }) => correct / n));
    return [{ group, rows, mean: average, ...wilsonInterval(average, rows) }];
  });
}

function poolCounts(counts: readonly Count[]): Count {
  return { correct: counts.reduce((sum, { correct }) => sum + correct, 0), n: counts.reduce((sum, { n }) => sum + n, 0) };
}
