import { mean, wilsonInterval, type Interval } from '@skill-neurons/core';
import type { Evaluation } from '@skill-neurons/prompt-tuning';
import { contrastSuppression, type SuppressionContrast } from './suppression-contrast.ts';
import type { ControlKind } from './suppress-controls.ts';
import type { PlannedSuppression } from './suppression-plan.ts';

/** A set of neurons suppressed with one prompt. */
export interface SuppressionRun extends Pick<PlannedSuppression, 'neurons' | 'ranking' | 'draw' | 'percent' | 'layer'> {
  /** Name of the prompt, such as its seed. */
  prompt: string;
  evaluation: Evaluation;
}

/** Accuracy with one kind of neurons suppressed, over prompts and draws. */
export interface SuppressionLevel extends Pick<SuppressionRun, 'neurons' | 'ranking' | 'percent' | 'layer'> {
  n: number;
  accuracy: number;
  /** 95 % Wilson interval of the mean accuracy for n examples. */
  interval: Interval;
  /** Lowest and highest run. */
  overRuns: Interval;
  runs: { prompt: string; draw: number | null; correct: number }[];
}

/** Skill neurons of a ranking beside one control, at one percentage of all layers or of one. */
export interface ControlContrast extends SuppressionContrast, Pick<SuppressionRun, 'ranking' | 'percent' | 'layer'> {
  control: ControlKind;
}

/** What runs on the same examples say: levels in the order of the runs, and every control against its skill neurons. */
export function summariseSuppression(runs: readonly SuppressionRun[], { seed, resamples }: { seed: number | string; resamples?: number }): { levels: SuppressionLevel[]; contrasts: ControlContrast[] } {
  const levels = groupBy(runs, ({ neurons, ranking, percent, layer }) => JSON.stringify([neurons, ranking, percent, layer])).map(levelOf);
  const contrasts = levels.filter(({ neurons, percent }) => neurons === 'skill' && percent > 0).flatMap((skill) => {
    const alike = runs.filter(({ percent, layer, ranking }) => percent === skill.percent && layer === skill.layer && (ranking === skill.ranking || ranking === null));
    return groupBy(alike.filter(({ neurons }) => neurons !== 'skill'), ({ neurons }) => neurons).map((controls): ControlContrast => {
      const control = controls[0]!.neurons as ControlKind;
      const prompts = alike.filter(({ neurons }) => neurons === 'skill').map(({ prompt, evaluation }) => ({
        skill: evaluation,
        controls: controls.filter((run) => run.prompt === prompt).map((run) => run.evaluation),
      }));
      const { ranking, percent, layer } = skill;
      return { ranking, control, percent, layer, ...contrastSuppression(prompts, { seed: `${seed}/${ranking}/${control}/${percent}/${layer}`, ...(resamples !== undefined && { resamples }) }) };
    });
  });
  return { levels, contrasts };
}

function levelOf(runs: readonly SuppressionRun[]): SuppressionLevel {
  const { neurons, ranking, percent, layer, evaluation } = runs[0]!;
  const accuracies = runs.map((run) => run.evaluation.correct / run.evaluation.n);
  const accuracy = mean(accuracies);
  return {
    neurons, ranking, percent, layer, accuracy,
    n: evaluation.n,
    interval: wilsonInterval(accuracy, evaluation.n),
    overRuns: { low: Math.min(...accuracies), high: Math.max(...accuracies) },
    runs: runs.map((run) => ({ prompt: run.prompt, draw: run.draw, correct: run.evaluation.correct })),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}
