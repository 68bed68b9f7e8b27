import type { EvaluationResult, StudyResults, TaskSummary } from '../study-results.ts';

/** Data that models were evaluated on. */
export interface Target {
  task: string;
  split: string;
  adversarial: boolean;
}

/** Tasks with those of one type side by side: types in order of first appearance, tasks in order within. */
export function tasksByType({ tasks }: Pick<StudyResults, 'tasks'>): TaskSummary[] {
  const types = [...new Set(tasks.map(({ type }) => type))];
  return types.flatMap((type) => tasks.filter((task) => task.type === type));
}

/**
 * What the report is about: per task one clean split (the one with the most evaluations, the first of them on a tie;
 * usually `test`), then every adversarial split.
 */
export function reportTargets(results: StudyResults): Target[] {
  return tasksByType(results).flatMap(({ id }) => {
    const targets = distinctTargets(results.evaluations.filter(({ task }) => task === id));
    const uses = (target: Target) => results.evaluations.filter((evaluation) => isOn(evaluation, target)).length;
    const clean = targets.filter(({ adversarial }) => !adversarial).reduce<Target | undefined>((best, target) => (best === undefined || uses(target) > uses(best) ? target : best), undefined);
    return [...(clean === undefined ? [] : [clean]), ...targets.filter(({ adversarial }) => adversarial)];
  });
}

export function isOn({ task, split, adversarial }: Target, target: Target): boolean {
  return task === target.task && split === target.split && adversarial === target.adversarial;
}

/** `sst2`, `sst2 adv.`, or with the split's name when a task has several adversarial splits. */
export function targetLabel(target: Target, targets: readonly Target[]): string {
  if (!target.adversarial) return target.task;
  const siblings = targets.filter(({ task, adversarial }) => adversarial && task === target.task);
  return siblings.length > 1 ? `${target.task} adv. (${target.split})` : `${target.task} adv.`;
}

/** The clean target of a task, if it was evaluated. */
export function cleanTarget(targets: readonly Target[], task: string): Target | undefined {
  return targets.find((target) => target.task === task && !target.adversarial);
}

function distinctTargets(evaluations: readonly EvaluationResult[]): Target[] {
  const seen = new Map<string, Target>();
  for (const { task, split, adversarial } of evaluations) {
    const key = JSON.stringify([split, adversarial]);
    if (!seen.has(key)) seen.set(key, { task, split, adversarial });
  }
  return [...seen.values()];
}
