import { mean } from '@skill-neurons/core';
import type { StudyResults, SuppressionContrastResult, SuppressionControl } from '../study-results.ts';
import { kindOf, summarise } from './suppression.ts';
import type { SuppressedNeurons, SuppressionPoint } from './suppression.ts';
import { tasksByType } from './targets.ts';

/** What skill neurons cost more than a control at one rate, over seeds. */
export interface ContrastSummary {
  model: string;
  task: string;
  split: string;
  adversarial: boolean;
  ranking: 'clean' | 'adversarial';
  control: SuppressionControl;
  percent: number;
  n: number;
  seeds: number;
  /** Mean over seeds. */
  difference: number;
  /** Mean over seeds of the 95 % limits of one seed: seeds share the rows, so averaging over them does not narrow this. */
  low: number;
  high: number;
  lowestSeed: number;
  highestSeed: number;
  /** Seeds with p < 0.05 and skill neurons costing more. */
  significant: number;
}

export function contrastSummaries({ suppressionContrasts = [], ...results }: StudyResults): ContrastSummary[] {
  const order = new Map(tasksByType(results).map(({ id }, i) => [id, i]));
  const groups = new Map<string, SuppressionContrastResult[]>();
  for (const contrast of suppressionContrasts) {
    const { model, task, split, ranking, control, percent } = contrast;
    const key = JSON.stringify([model, task, split, ranking, control, percent]);
    groups.set(key, [...(groups.get(key) ?? []), contrast]);
  }
  const summaries = [...groups.values()].map((group): ContrastSummary => {
    const { model, task, split, adversarial, ranking, control, percent, n } = group[0]!;
    const differences = group.map(({ difference }) => difference);
    return {
      model, task, split, adversarial, ranking, control, percent, n,
      seeds: group.length,
      difference: mean(differences),
      low: mean(group.map(({ low }) => low)),
      high: mean(group.map(({ high }) => high)),
      lowestSeed: Math.min(...differences),
      highestSeed: Math.max(...differences),
      significant: group.filter(({ p, difference }) => p < 0.05 && difference > 0).length,
    };
  });
  return summaries.sort((a, b) => order.get(a.task)! - order.get(b.task)!);
}

/** Of each model and target, the contrasts at the largest rate. */
export function contrastsAtLargestRate(results: StudyResults): ContrastSummary[] {
  const all = contrastSummaries(results);
  const most = (of: ContrastSummary) => Math.max(...all.filter(({ model }) => model === of.model).map(({ percent }) => percent));
  return all.filter((summary) => summary.percent === most(summary));
}

/** Accuracy with one layer suppressed. */
export interface LayerPoint extends SuppressionPoint {
  task: string;
  layer: number;
}

/** Layer by layer, of one model, on clean data. */
export function layerSweep(results: StudyResults, model: string): LayerPoint[] {
  const runs = results.suppression.filter((run) => run.model === model && run.layer !== undefined && run.n > 0 && run.neuronsOf === undefined);
  const groups = new Map<string, typeof runs>();
  for (const run of runs) {
    const key = JSON.stringify([run.task, kindOf(run), run.layer]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => ({ ...summarise(kindOf(group[0]!), group), task: group[0]!.task, layer: group[0]!.layer! }));
}

/** What suppressing the neurons of one task does to another. */
export interface ElsewherePoint {
  model: string;
  neuronsOf: string;
  task: string;
  sameType: boolean;
  percent: number;
  n: number;
  /** Accuracy with nothing suppressed, with the skill neurons, and with random ones suppressed; means over seeds and draws. */
  intact: number | null;
  skill: number;
  random: number;
}

/** Own and other tasks at the largest rate, clean ranking on clean data; empty where other tasks were not measured. */
export function elsewherePoints(results: StudyResults, model: string): ElsewherePoint[] {
  const runs = results.suppression.filter((run) => run.model === model && run.layer === undefined && !run.adversarial && run.n > 0);
  if (!runs.some(({ neuronsOf }) => neuronsOf !== undefined)) return [];
  const most = Math.max(...runs.map(({ percent }) => percent));
  const types = new Map(results.tasks.map(({ id, type }) => [id, type]));
  const ids = tasksByType(results).map(({ id }) => id);
  return ids.flatMap((neuronsOf) => ids.flatMap((task): ElsewherePoint[] => {
    const of = runs.filter((run) => run.task === task && (run.neuronsOf ?? run.task) === neuronsOf && run.percent === most);
    const accuracy = (kind: SuppressedNeurons) => mean(of.filter((run) => kindOf(run) === kind).map(({ correct, n }) => correct / n));
    if (of.length === 0 || Number.isNaN(accuracy('skill-clean'))) return [];
    const intact = mean(runs.filter((run) => run.task === task && run.neuronsOf === undefined && run.percent === 0).map(({ correct, n }) => correct / n));
    return [{ model, neuronsOf, task, sameType: types.get(neuronsOf) === types.get(task), percent: most, n: of[0]!.n, intact: Number.isNaN(intact) ? null : intact, skill: accuracy('skill-clean'), random: accuracy('random') }];
  }));
}

/** `set to zero at all positions`: how the study suppressed neurons. */
export function suppressionMethod({ suppressionSettings: settings }: StudyResults): string {
  const { replace = 'zero', positions = 'all', noiseScale = 1 } = settings ?? {};
  const what = { zero: 'set to zero', mean: 'set to their mean activations', gaussian: `replaced by noise of their means and ${noiseScale === 1 ? '' : `${noiseScale} times `}their standard deviations` }[replace];
  return `${what} at ${positions === 'all' ? 'all' : `the ${positions}`} positions`;
}
