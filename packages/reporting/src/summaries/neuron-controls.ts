import { quantile } from '@skill-neurons/core';
import type { NeuronControl, NeuronProfile, SingleSuppressionResult, StudyResults } from '../study-results.ts';

/** The random neurons of a profiled neuron's layer, with the prompt of the same seed. */
export function controlsOf({ neuronControls = [] }: Pick<StudyResults, 'neuronControls'>, { model, task, seed, stack, layer }: NeuronProfile): NeuronControl[] {
  return neuronControls.filter((control) => control.model === model && control.task === task && control.seed === seed && control.stack === stack && control.layer === layer);
}

/** What random neurons do, each suppressed alone: medians and ranges over them. */
export interface RandomEffects {
  neurons: number;
  lost: Spread;
  gained: Spread;
  marginChange: Spread;
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** Null without any. */
export function randomEffects(runs: readonly SingleSuppressionResult[]): RandomEffects | null {
  if (runs.length === 0) return null;
  const spread = (of: (run: SingleSuppressionResult) => number): Spread => {
    const values = runs.map(of);
    return { median: quantile(values, 0.5), low: Math.min(...values), high: Math.max(...values) };
  };
  return { neurons: runs.length, lost: spread(({ lost }) => lost), gained: spread(({ gained }) => gained), marginChange: spread(({ marginChange }) => marginChange) };
}

/** Runs on one split that have rows. */
export function runsOn(controls: readonly NeuronControl[], split: string): SingleSuppressionResult[] {
  return controls.flatMap(({ suppressedAlone }) => suppressedAlone.filter((run) => run.split === split && run.n > 0));
}

/** How far a neuron moves the margin of all rows together, or of the label that it moves furthest: what it gives one label it may take from another. */
export const sizeOfChange = {
  mean: ({ marginChange }: SingleSuppressionResult) => Math.abs(marginChange),
  label: ({ marginChangeByLabel }: SingleSuppressionResult) => Math.max(0, ...marginChangeByLabel.map((change) => Math.abs(change ?? 0))),
};

/** How many of the random neurons move the margin less. */
export function exceeded(own: SingleSuppressionResult, random: readonly SingleSuppressionResult[], by: keyof typeof sizeOfChange): number {
  const size = sizeOfChange[by];
  return random.filter((run) => size(run) < size(own)).length;
}

/** On one split, over all profiled neurons and seeds. */
export interface ControlCount {
  split: string;
  adversarial: boolean;
  /** Neurons, each with one seed, that there are random neurons for. */
  runs: number;
  /** Of these, those that move the margin more than every random neuron of their layer. */
  largest: { mean: number; label: number };
  /** How many that would be on average if a skill neuron were no different from random ones: one of k + 1 for k random ones. */
  expected: number;
}

/** In how many cases a skill neuron moves the margin more than all random ones of its layer; the clean split first. */
export function countLargest(results: Pick<StudyResults, 'neuronControls' | 'neuronProfiles'>): ControlCount[] {
  const counts = new Map<string, ControlCount>();
  for (const profile of results.neuronProfiles ?? []) {
    const controls = controlsOf(results, profile);
    for (const own of profile.suppressedAlone ?? []) {
      const random = runsOn(controls, own.split);
      if (random.length === 0 || own.n === 0) continue;
      const entry = counts.get(own.split) ?? { split: own.split, adversarial: own.adversarial, runs: 0, largest: { mean: 0, label: 0 }, expected: 0 };
      entry.runs++;
      entry.expected += 1 / (random.length + 1);
      for (const by of ['mean', 'label'] as const) if (exceeded(own, random, by) === random.length) entry.largest[by]++;
      counts.set(own.split, entry);
    }
  }
  return [...counts.values()].sort((a, b) => Number(a.adversarial) - Number(b.adversarial));
}
