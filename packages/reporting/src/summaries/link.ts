import { mean } from '@skill-neurons/core';
import type { OverlapResult, StudyResults } from '../study-results.ts';
import { evaluationsOf } from './accuracy.ts';
import { encoderLayers, overlapShare, referencePercent } from './overlap.ts';
import { cleanTarget, reportTargets, targetLabel } from './targets.ts';
import type { Target } from './targets.ts';

/** What is held against the accuracy lost: how consistently clean skill neurons are used on adversarial data. */
export type LinkMeasure = 'overlap' | 'retained' | 'correlation';

/** One model, adversarial set and seed: how much the skill neurons stay the same, and how much accuracy is lost. */
export interface LinkPoint {
  model: string;
  /** Label of the adversarial set. */
  target: string;
  seed: number;
  /** Accuracy on clean minus accuracy on adversarial data, of the same prompt. */
  drop: number;
  /**
   * Overlap of the clean and the adversarial top sets (encoder, reference percentage) beyond chance: (share - chance) /
   * (1 - chance), so 0 for random sets and 1 for equal ones.
   */
  overlap: number;
  /** Probability that a clean skill neuron is more predictive on adversarial data than another neuron; null where not measured. */
  retained: number | null;
  /** Spearman's rho of predictivities on clean and adversarial data, mean over layers; null where not measured. */
  correlation: number | null;
}

/** One point per model, adversarial set and seed that has both accuracies and an overlap. */
export function linkPoints(results: StudyResults): LinkPoint[] {
  const targets = reportTargets(results);
  const percent = referencePercent(results);
  return results.models.flatMap(({ id: model }) => results.tasks.flatMap(({ id: task }) => {
    const clean = cleanTarget(targets, task);
    const attacked = targets.filter((target) => target.adversarial && target.task === task);
    const compared = results.overlap.filter((entry) => entry.model === model && entry.task === task && entry.percent === percent);
    if (clean === undefined) return [];
    return compared.flatMap((overlap) => {
      // Neurons are found on all adversarial rows of a task together, unless a split is named: so is the accuracy.
      const named = attacked.filter(({ split }) => split === overlap.split);
      const sets = named.length > 0 ? named : attacked;
      const drop = dropOf(results, model, clean, sets, overlap.seed);
      const share = overlapShare(encoderLayers(overlap));
      if (drop === undefined || share === undefined || share.chance >= 1) return [];
      return [{
        model, seed: overlap.seed, drop,
        target: sets.length === 1 ? targetLabel(sets[0]!, targets) : `${task} adv.`,
        overlap: (share.share - share.chance) / (1 - share.chance),
        ...consistencyOf(results, overlap),
      }];
    });
  }));
}

/** Means over seeds: seeds of one model and target are not independent of one another. */
export function linkMeans(points: readonly LinkPoint[]): Omit<LinkPoint, 'seed'>[] {
  const groups = new Map<string, LinkPoint[]>();
  for (const point of points) {
    const key = JSON.stringify([point.model, point.target]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const average = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : mean(known);
  };
  return [...groups.values()].map((group) => ({
    model: group[0]!.model,
    target: group[0]!.target,
    drop: mean(group.map(({ drop }) => drop)),
    overlap: mean(group.map(({ overlap }) => overlap)),
    retained: average(group.map(({ retained }) => retained)),
    correlation: average(group.map(({ correlation }) => correlation)),
  }));
}

/** Clean minus adversarial accuracy of the own prompt of one seed; adversarial rows of all given sets together. */
function dropOf({ evaluations }: StudyResults, model: string, clean: Target, sets: readonly Target[], seed: number): number | undefined {
  const prompting = { prompt: 'tuned', source: clean.task } as const;
  const run = (target: Target) => evaluationsOf(evaluations, model, target, prompting).find((evaluation) => evaluation.seed === seed && evaluation.n > 0);
  const before = run(clean);
  const after = sets.flatMap((target) => run(target) ?? []);
  if (before === undefined || after.length === 0) return undefined;
  return before.correct / before.n - after.reduce((sum, { correct }) => sum + correct, 0) / after.reduce((sum, { n }) => sum + n, 0);
}

function consistencyOf({ retained = [], rankCorrelations = [] }: StudyResults, { model, task, split, seed, percent }: OverlapResult): Pick<LinkPoint, 'retained' | 'correlation'> {
  const kept = retained.filter((entry) => entry.model === model && entry.task === task && entry.split === split && entry.seed === seed && entry.percent === percent && entry.stack === 'encoder');
  // At clean positions there is no choice on few adversarial rows, so no bias: preferred where it was measured.
  const separation = (kept.find(({ positions }) => positions === 'clean') ?? kept[0])?.separation ?? null;
  const rho = rankCorrelations.find((entry) => entry.between === 'clean-adversarial' && entry.model === model && entry.task === task && entry.seed === seed && entry.stack === 'encoder' && entry.scope === 'layer' && entry.neurons === 'all');
  return { retained: separation, correlation: rho?.rho ?? null };
}
