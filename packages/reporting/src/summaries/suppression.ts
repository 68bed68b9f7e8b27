import { mean, wilsonInterval } from '@skill-neurons/core';
import type { Interval } from '@skill-neurons/core';
import type { StudyResults, SuppressionResult } from '../study-results.ts';
import { isOn, tasksByType } from './targets.ts';
import type { Target } from './targets.ts';

/** Which neurons a suppression curve suppresses. Controls belong to the clean ranking, unless they say otherwise. */
export type SuppressedNeurons = 'skill-clean' | 'skill-adversarial' | 'random' | 'matched' | 'least' | 'random-adversarial' | 'matched-adversarial' | 'least-adversarial';

export const suppressedLabels: Record<SuppressedNeurons, string> = {
  'skill-clean': 'skill neurons (found on clean data)',
  'skill-adversarial': 'skill neurons (found on adversarial data)',
  random: 'random neurons',
  matched: 'random neurons, equally active',
  least: 'least predictive neurons',
  'random-adversarial': 'random neurons (as many as adversarial ones)',
  'matched-adversarial': 'random neurons, as active as adversarial ones',
  'least-adversarial': 'least predictive neurons (adversarial data)',
};

export interface SuppressionPoint extends Interval {
  neurons: SuppressedNeurons;
  percent: number;
  neuronsPerLayer: number;
  /** Mean accuracy over seeds (and random draws); `low` and `high` are its 95 % Wilson limits for `rows` trials. */
  mean: number;
  /** Lowest and highest over seeds and draws. */
  lowest: number;
  highest: number;
  /** Seeds x draws behind the mean. */
  runs: number;
  rows: number;
}

/** Runs of all layers together on the task whose neurons they suppress. */
function curveRuns(results: StudyResults, model: string): SuppressionResult[] {
  return results.suppression.filter((run) => run.model === model && run.layer === undefined && run.neuronsOf === undefined);
}

/** Distinct targets of the suppression runs of a model, tasks of one type side by side. */
export function suppressionTargets(results: StudyResults, model: string): Target[] {
  const seen = new Map<string, Target>();
  const order = new Map(tasksByType(results).map(({ id }, i) => [id, i]));
  for (const { task, split, adversarial } of curveRuns(results, model)) seen.set(JSON.stringify([task, split, adversarial]), { task, split, adversarial });
  return [...seen.values()].sort((a, b) => order.get(a.task)! - order.get(b.task)!);
}

/** Accuracy over the suppression rate: one curve per kind of neurons, points by rate. */
export function suppressionCurves(results: StudyResults, model: string, target: Target): SuppressionPoint[] {
  const runs = curveRuns(results, model).filter((run) => run.n > 0 && isOn(run, target));
  return (Object.keys(suppressedLabels) as SuppressedNeurons[]).flatMap((neurons) => {
    const curve = runs.filter((run) => kindOf(run) === neurons);
    const percents = [...new Set(curve.map(({ percent }) => percent))].sort((a, b) => a - b);
    return percents.map((percent) => summarise(neurons, curve.filter((run) => run.percent === percent)));
  });
}

/** Accuracy of random minus that of skill suppression (clean ranking), per seed, mean over all rates above 0 that have both. */
export function suppressionGaps(results: StudyResults, model: string, target: Target): { seed: number; gap: number }[] {
  const runs = curveRuns(results, model).filter((run) => run.n > 0 && run.percent > 0 && isOn(run, target));
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  return seeds.flatMap((seed) => {
    const accuracies = (kind: SuppressedNeurons, percent: number) => runs.filter((run) => run.seed === seed && run.percent === percent && kindOf(run) === kind).map(({ correct, n }) => correct / n);
    const percents = [...new Set(runs.map(({ percent }) => percent))];
    const gaps = percents.map((percent) => mean(accuracies('random', percent)) - mean(accuracies('skill-clean', percent))).filter((gap) => !Number.isNaN(gap));
    return gaps.length === 0 ? [] : [{ seed, gap: mean(gaps) }];
  });
}

export function kindOf({ chosen, ranking }: Pick<SuppressionResult, 'chosen' | 'ranking'>): SuppressedNeurons {
  if (chosen === 'skill') return ranking === 'adversarial' ? 'skill-adversarial' : 'skill-clean';
  return ranking === 'adversarial' ? `${chosen}-adversarial` : chosen;
}

export function summarise(neurons: SuppressedNeurons, runs: readonly SuppressionResult[]): SuppressionPoint {
  const accuracies = runs.map(({ correct, n }) => correct / n);
  const rows = Math.max(...runs.map(({ n }) => n));
  const average = mean(accuracies);
  return {
    neurons,
    percent: runs[0]!.percent,
    neuronsPerLayer: runs[0]!.neuronsPerLayer,
    mean: average,
    ...wilsonInterval(average, rows),
    lowest: Math.min(...accuracies),
    highest: Math.max(...accuracies),
    runs: runs.length,
    rows,
  };
}
