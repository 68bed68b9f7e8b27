import { mean } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf, evaluationsOf } from './accuracy.ts';
import type { AccuracySummary, Prompting } from './accuracy.ts';
import { cleanTarget, reportTargets, tasksByType } from './targets.ts';
import type { Target } from './targets.ts';

/** A row of the transfer matrix: the prompt that was put into the target's template. */
export interface TransferSource {
  label: string;
  prompting: Prompting;
}

export interface TransferCell {
  source: TransferSource;
  target: Target;
  /** Accuracy of the source's prompt on the target. */
  absolute: AccuracySummary;
  /** Mean over seeds of accuracy(source -> target) / accuracy(target -> target); null for adversarial targets and without an own prompt. */
  relative: number | null;
}

/** Two tasks, the source's prompt on the target, and whether they are of one type. */
export interface TransferPair {
  source: string;
  target: string;
  sameType: boolean;
  relative: number;
}

/** Prompts of every task, then the untrained and the absent prompt where they were evaluated. */
export function transferSources(results: StudyResults, model: string): TransferSource[] {
  const evaluated = results.evaluations.filter((evaluation) => evaluation.model === model);
  const sources = tasksByType(results).filter(({ id }) => evaluated.some(({ source }) => source === id)).map(({ id }): TransferSource => ({ label: id, prompting: { prompt: 'tuned', source: id } }));
  const controls = (['random', 'none'] as const).filter((kind) => evaluated.some(({ prompt }) => prompt === kind));
  return [...sources, ...controls.map((prompt): TransferSource => ({ label: prompt === 'random' ? 'random prompt' : 'no prompt', prompting: { prompt } }))];
}

/** Every evaluated cell of a model's transfer matrix: rows are sources, columns are targets. */
export function transferCells(results: StudyResults, model: string): TransferCell[] {
  const targets = reportTargets(results);
  return transferSources(results, model).flatMap((source) => targets.flatMap((target) => {
    const absolute = accuracyOf(results, model, target, source.prompting);
    return absolute === undefined ? [] : [{ source, target, absolute, relative: target.adversarial ? null : relativeAccuracy(results, model, target, source.prompting) }];
  }));
}

/** The off-diagonal pairs of different tasks on clean data: what claims on transfer are about. */
export function transferPairs(results: StudyResults, model: string): TransferPair[] {
  const targets = reportTargets(results);
  const tasks = tasksByType(results);
  return tasks.flatMap((source) => tasks.flatMap((target) => {
    const clean = cleanTarget(targets, target.id);
    if (source.id === target.id || clean === undefined) return [];
    const relative = relativeAccuracy(results, model, clean, { prompt: 'tuned', source: source.id });
    return relative === null ? [] : [{ source: source.id, target: target.id, sameType: source.type === target.type, relative }];
  }));
}

function relativeAccuracy({ evaluations }: StudyResults, model: string, target: Target, prompting: Prompting): number | null {
  const own = evaluationsOf(evaluations, model, target, { prompt: 'tuned', source: target.task });
  const ratios = evaluationsOf(evaluations, model, target, prompting).flatMap(({ seed, correct, n }) =>
    // The absent prompt has no seed of its own: it is compared with the own prompt of every seed.
    own.filter((other) => (prompting.prompt === 'none' || other.seed === seed) && other.correct > 0 && n > 0).map((other) => correct / n / (other.correct / other.n)));
  return ratios.length === 0 ? null : mean(ratios);
}
