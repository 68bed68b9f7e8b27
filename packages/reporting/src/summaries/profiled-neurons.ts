import { mean } from '@skill-neurons/core';
import type { NeuronProfile, SingleSuppressionResult, StudyResults } from '../study-results.ts';

/** A neuron that was looked at closely with one or more seeds. */
export interface ProfiledNeuron {
  /** `layer.neuron`, both counted from 0. */
  id: string;
  stack: 'encoder' | 'decoder';
  layer: number;
  neuron: number;
  /** In the order of the results' seeds. */
  perSeed: NeuronProfile[];
}

/** The profiled neurons of a model and task: those of most seeds first, then by mean predictivity. */
export function profiledNeurons({ neuronProfiles = [], seeds }: StudyResults, model: string, task: string): ProfiledNeuron[] {
  const found = new Map<string, ProfiledNeuron>();
  for (const profile of neuronProfiles) {
    if (profile.model !== model || profile.task !== task) continue;
    const { stack, layer, neuron } = profile;
    const key = `${stack} ${layer}.${neuron}`;
    const entry = found.get(key) ?? { id: `${layer}.${neuron}`, stack, layer, neuron, perSeed: [] };
    entry.perSeed.push(profile);
    found.set(key, entry);
  }
  const predictivity = ({ perSeed }: ProfiledNeuron) => mean(perSeed.map(({ clean }) => clean));
  const all = [...found.values()];
  for (const { perSeed } of all) perSeed.sort((a, b) => seeds.indexOf(a.seed) - seeds.indexOf(b.seed));
  return all.sort((a, b) => b.perSeed.length - a.perSeed.length || predictivity(b) - predictivity(a));
}

/** Splits on which single neurons were suppressed, the clean one first. */
export function suppressedSplits(neurons: readonly ProfiledNeuron[]): Pick<SingleSuppressionResult, 'split' | 'adversarial'>[] {
  const found = new Map<string, Pick<SingleSuppressionResult, 'split' | 'adversarial'>>();
  for (const { perSeed } of neurons) for (const { suppressedAlone = [] } of perSeed) for (const { split, adversarial } of suppressedAlone) found.set(split, { split, adversarial });
  return [...found.values()].sort((a, b) => Number(a.adversarial) - Number(b.adversarial));
}

/** Accuracy without the neuron minus accuracy with it. */
export function accuracyChange({ lost, gained, n }: SingleSuppressionResult): number {
  return n === 0 ? 0 : (gained - lost) / n;
}
