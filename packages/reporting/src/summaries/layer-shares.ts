import { mean } from '@skill-neurons/core';
import { countText, fixed, listText, percentText } from '../format.ts';
import type { LayerShareResult } from '../results/layer-share-result.ts';
import type { StudyResults } from '../study-results.ts';
import { REFERENCE_PERCENT } from './overlap.ts';
import { predictivityOf } from './top-neurons.ts';
import { tasksByType } from './targets.ts';

/** How many times more of the best neurons a layer holds than by chance; NaN where none are taken. */
export function timesChance({ members, size }: Pick<LayerShareResult, 'members' | 'size'>, layer: number): number {
  return (members[layer]! * members.length) / size;
}

/** What a set holds that shuffled labels reach too. */
export interface LayerShareEntry extends LayerShareResult {
  /** True where its last neuron is no better than the floor of shuffled labels; null without a floor. */
  reachesFloor: boolean | null;
}

/** Sets of one model that take any neuron, tasks by type, clean before adversarial. */
export function layerShareEntries(results: StudyResults, model: string): LayerShareEntry[] {
  const own = (results.layerShares ?? []).filter((entry) => entry.model === model && entry.size > 0);
  return [false, true].flatMap((adversarial) => tasksByType(results).flatMap(({ id: task }) => {
    const floors = predictivityOf(results, model, task, adversarial).flatMap(({ nullFloor }) => (nullFloor === undefined ? [] : [nullFloor.predictivity]));
    return own.filter((entry) => entry.task === task && entry.adversarial === adversarial)
      .map((entry) => ({ ...entry, reachesFloor: floors.length === 0 || entry.threshold === null ? null : entry.threshold <= mean(floors) }));
  }));
}

/** The rate nearest to the one that claims look at (the smaller on a tie). */
export function referenceRate(entries: readonly LayerShareResult[]): number | undefined {
  const rates = [...new Set(entries.map(({ percent }) => percent))].sort((a, b) => a - b);
  return rates.reduce<number | undefined>((best, rate) => (best === undefined || Math.abs(rate - REFERENCE_PERCENT) < Math.abs(best - REFERENCE_PERCENT) ? rate : best), undefined);
}

/** Discoveries of a layer against shuffled labels, times what it would have by chance of all discoveries of its stack, [layers]; null without any. */
export function discoveryRatios({ nulls = [] }: StudyResults, { model, task, adversarial, stack, members }: Pick<LayerShareResult, 'model' | 'task' | 'adversarial' | 'stack' | 'members'>): number[] | null {
  const layers = nulls.filter((entry) => entry.model === model && entry.task === task && entry.adversarial === adversarial).flatMap((entry) => entry.layers.filter((layer) => layer.stack === stack));
  const found = members.map((_, layer) => layers.filter((entry) => entry.layer === layer).reduce((sum, { discoveries }) => sum + discoveries, 0));
  const all = found.reduce((a, b) => a + b, 0);
  return all === 0 ? null : found.map((discoveries) => (discoveries * members.length) / all);
}

/** One sentence per model on where its best neurons are, clean and adversarial. */
export function layerShareSentence(results: StudyResults): string {
  return results.models.flatMap(({ id }) => {
    const entries = layerShareEntries(results, id);
    const rate = referenceRate(entries);
    const parts = [false, true].flatMap((adversarial) => {
      const chosen = entries.filter((entry) => entry.percent === rate && entry.adversarial === adversarial);
      if (chosen.length === 0) return [];
      const shares = chosen[0]!.members.map((_, layer) => mean(chosen.map(({ members, size }) => members[layer]! / size)));
      const at = (of: (...values: number[]) => number) => shares.indexOf(of(...shares));
      const most = at(Math.max);
      const fewest = at(Math.min);
      return [`on ${adversarial ? 'adversarial' : 'clean'} data ${percentText(shares[most]!, 0)} are in layer ${most} and ${percentText(shares[fewest]!, 0)} in layer ${fewest} (mean over ${countText(chosen.length, 'task')})`];
    });
    return parts.length === 0 ? [] : [`${id}: of the best ${fixed(rate!, Number.isInteger(rate) ? 0 : 1)}% of all neurons (${percentText(1 / entries[0]!.members.length, 0)} in each layer by chance), ${parts.join('; ')}.`];
  }).join(' ');
}

/** What the sets hold besides skill: neurons that are constant, and rates that reach down to the floor. Empty where nothing is to be said. */
export function layerShareLimits(results: StudyResults): string {
  return results.models.flatMap(({ id }) => {
    const entries = layerShareEntries(results, id);
    const rated = entries.filter(({ reachesFloor }) => reachesFloor !== null);
    const noisy = rated.filter(({ reachesFloor }) => reachesFloor);
    const constant = entries.filter((entry) => (entry.constant ?? 0) >= entry.size / 10);
    return [
      ...(noisy.length === 0 ? [] : [`${id}: ${noisy.length} of ${countText(rated.length, 'set')} (tasks, kinds of data and rates) take in neurons no better than what shuffled labels reach.`]),
      ...(constant.length === 0 ? [] : [`${id}: in ${countText(constant.length, 'set')} a tenth or more are constant neurons, which score the majority rate and know nothing (${listText([...new Set(constant.map(({ task, adversarial }) => `${task}${adversarial ? ' adv.' : ''}`))])}).`]),
    ];
  }).join(' ');
}
