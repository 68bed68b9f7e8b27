import { averageRanks, createRandom, mean, SkillNeuronsError, type Random } from '@skill-neurons/core';
import type { ActivationProfile } from './activation-moments.ts';
import type { NeuronSet } from './neuron-set.ts';

export interface MatchedOptions {
  /** Mean activation and share above 0 of every neuron, [layers, width]. */
  profile: ActivationProfile;
  width: number;
  seed: number | string;
  /** Bins per quantity, by quantiles within the layer; default 5, so 25 bins in all. */
  bins?: number;
}

/** Neurons that are as active as the given ones. */
export interface MatchedControl {
  set: NeuronSet;
  /** Share of them that is not of its skill neuron's bin, since that had no other neuron left. */
  otherBin: number;
  /** Means over the skill neurons and over the controls: how good the match is. */
  balance: { skill: { mean: number; active: number }; control: { mean: number; active: number } };
}

/**
 * Random neurons that are as active as the chosen ones: for each chosen neuron another of its layer from its bin of mean
 * activation and share of activations above 0, never a chosen one, none twice. Where a bin runs out, the nearest one gives.
 * Suppressing a neuron that never fires changes nothing; this control tells skill from mere activity.
 *
 * @throws SUPPRESS_CONTROLS when more than half of a layer is chosen
 */
export function matchedSet(chosen: NeuronSet, { profile, width, seed, bins = 5 }: MatchedOptions): MatchedControl {
  const root = createRandom(seed).fork('matched-neurons');
  let displaced = 0;
  const set = chosen.map((members, layer) => {
    if (2 * members.length > width) {
      throw new SkillNeuronsError({ code: 'SUPPRESS_CONTROLS', message: `${members.length} of the ${width} neurons of layer ${layer} are chosen: too few are left to match them`, hint: 'use matched controls up to 50 %' });
    }
    const binOf = binsOf(profile, layer, width, bins);
    const drawn = drawMatches(members, binOf, width, root.fork(layer));
    displaced += drawn.displaced;
    return drawn.members;
  });
  const total = chosen.reduce((sum, { length }) => sum + length, 0);
  const average = (of: NeuronSet, values: Float32Array) => mean(of.flatMap((members, layer) => members.map((neuron) => values[layer * width + neuron]!)));
  const balance = (of: NeuronSet) => ({ mean: average(of, profile.mean), active: average(of, profile.active) });
  return { set, otherBin: total === 0 ? 0 : displaced / total, balance: { skill: balance(chosen), control: balance(set) } };
}

/** Bin numbers of a neuron of the layer: by mean activation, and by the share above 0. */
type Bin = readonly [number, number];

function binsOf({ mean: means, active }: ActivationProfile, layer: number, width: number, bins: number): (neuron: number) => Bin {
  // Neurons that are all the same, such as the dead ones of a ReLU, share a rank and so a bin.
  const quantileBins = (values: Float32Array) => averageRanks(values.subarray(layer * width, (layer + 1) * width)).map((rank) => Math.min(bins - 1, Math.floor(((rank - 0.5) * bins) / width)));
  const [byMean, byActivity] = [quantileBins(means), quantileBins(active)];
  return (neuron) => [byMean[neuron]!, byActivity[neuron]!];
}

function drawMatches(chosen: readonly number[], binOf: (neuron: number) => Bin, width: number, random: Random): { members: number[]; displaced: number } {
  const taken = new Set(chosen);
  const free = new Map<string, { bin: Bin; neurons: number[] }>();
  for (const neuron of random.permutation(width)) {
    if (taken.has(neuron)) continue;
    const bin = binOf(neuron);
    const pool = free.get(bin.join('/')) ?? { bin, neurons: [] };
    pool.neurons.push(neuron);
    free.set(bin.join('/'), pool);
  }
  const members: number[] = [];
  const leftOver: Bin[] = [];
  // All take from their own bins before anyone takes from another's.
  for (const neuron of random.shuffle(chosen)) {
    const match = free.get(binOf(neuron).join('/'))?.neurons.pop();
    if (match === undefined) leftOver.push(binOf(neuron));
    else members.push(match);
  }
  for (const bin of leftOver) {
    const pools = [...free.values()].filter(({ neurons }) => neurons.length > 0);
    pools.sort((a, b) => distance(a.bin, bin) - distance(b.bin, bin));
    members.push(pools[0]!.neurons.pop()!);
  }
  return { members, displaced: leftOver.length };
}

function distance([a, b]: Bin, [c, d]: Bin): number {
  return Math.abs(a - c) + Math.abs(b - d);
}
