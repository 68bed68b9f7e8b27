import { mean } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { evaluationsOf } from './accuracy.ts';
import { encoderLayers, overlapShare, referencePercent } from './overlap.ts';
import { cleanTarget, reportTargets, targetLabel } from './targets.ts';

/** One model, adversarial target and seed: how much the skill neurons stay the same, and how well the prompt holds. */
export interface LinkPoint {
  model: string;
  /** Label of the adversarial target. */
  target: string;
  seed: number;
  /** Share of the clean top neurons (encoder, reference percentage) that are adversarial top neurons. */
  overlap: number;
  /** Adversarial accuracy / clean accuracy of the same prompt. */
  robustness: number;
}

export function linkPoints(results: StudyResults): LinkPoint[] {
  const targets = reportTargets(results);
  const percent = referencePercent(results);
  return results.models.flatMap(({ id: model }) => targets.filter(({ adversarial }) => adversarial).flatMap((target) => {
    const clean = cleanTarget(targets, target.task);
    if (clean === undefined) return [];
    const prompting = { prompt: 'tuned', source: target.task } as const;
    const lone = targets.filter(({ task, adversarial }) => adversarial && task === target.task).length === 1;
    const cleanRuns = evaluationsOf(results.evaluations, model, clean, prompting);
    return evaluationsOf(results.evaluations, model, target, prompting).flatMap(({ seed, correct, n }) => {
      const before = cleanRuns.find((run) => run.seed === seed);
      const compared = results.overlap.filter((entry) => entry.model === model && entry.task === target.task && entry.seed === seed && entry.percent === percent);
      // Where there is one comparison and one adversarial split, they belong together whatever the split is called.
      const overlap = compared.find(({ split }) => split === target.split) ?? (lone && compared.length === 1 ? compared[0] : undefined);
      const share = overlap === undefined ? undefined : overlapShare(encoderLayers(overlap));
      if (before === undefined || before.correct === 0 || n === 0 || share === undefined) return [];
      return [{ model, target: targetLabel(target, targets), seed, overlap: share.share, robustness: correct / n / (before.correct / before.n) }];
    });
  }));
}

/** Means over seeds: seeds of one model and target are not independent of one another. */
export function linkMeans(points: readonly LinkPoint[]): Omit<LinkPoint, 'seed'>[] {
  const groups = groupPoints(points);
  return groups.map((group) => ({ model: group[0]!.model, target: group[0]!.target, overlap: mean(group.map(({ overlap }) => overlap)), robustness: mean(group.map(({ robustness }) => robustness)) }));
}

function groupPoints(points: readonly LinkPoint[]): LinkPoint[][] {
  const groups = new Map<string, LinkPoint[]>();
  for (const point of points) {
    const key = JSON.stringify([point.model, point.target]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()];
}
