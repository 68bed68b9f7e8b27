import { auroc, mean, pairedPermutationTest } from '@skill-neurons/core';
import { topSet, type NeuronValues, type RankingScope } from './top-set.ts';

/** What neurons that one data set chose predict on another. */
export interface RetainedPredictivity {
  percent: number;
  scope: RankingScope;
  /** Clean skill neurons. */
  neurons: number;
  /** Their mean predictivity on clean data: too high where they were chosen on the same examples. */
  clean: number;
  /** Their mean predictivity on adversarial data. */
  adversarial: number;
  /** Mean predictivity of all other neurons on adversarial data. */
  others: number;
  /** (adversarial - 0.5) / (clean - 0.5). */
  share: number;
  /**
   * Probability that a clean skill neuron is more predictive on adversarial data than another neuron: 1 when the
   * clean skill neurons are the adversarial ones, 0.5 when they are any. Within layers, averaged by size, for scope `layer`.
   */
  separation: number;
  layers: { layer: number; neurons: number; clean: number; adversarial: number; others: number; separation: number }[];
  /** Adversarial predictivities of the clean skill neurons in bins of 0.05: lower limit and number (paper.md A11.8, each neuron once). */
  histogram: { from: number; neurons: number }[];
}

/**
 * Do the skill neurons of clean data stay predictive on adversarial data? The paper's direct evidence for its fourth claim.
 * `adversarial` may be predictivities (a position and sign of its own per data set, as in the paper) or those of
 * {@link heldOutPredictivity} with clean positions and signs, which has no bias upwards on small adversarial sets.
 */
export function retainedPredictivity(clean: NeuronValues, adversarial: NeuronValues, { percent, scope = 'layer' }: { percent: number; scope?: RankingScope }): RetainedPredictivity {
  if (clean.layers !== adversarial.layers || clean.width !== adversarial.width) throw new RangeError('rankings of different models cannot be compared');
  const { width } = clean;
  const sides = topSet(clean, percent, scope).map((members, layer) => {
    const inSet = new Set(members);
    const others = Array.from({ length: width }, (_, i) => i).filter((neuron) => !inSet.has(neuron));
    const pick = ({ values }: NeuronValues, neurons: readonly number[]) => neurons.map((neuron) => values[layer * width + neuron]!);
    return { clean: pick(clean, members), adversarial: pick(adversarial, members), others: pick(adversarial, others) };
  });
  const all = (of: 'clean' | 'adversarial' | 'others') => sides.flatMap((side) => side[of]);
  const layers = sides.map((side, layer) => ({
    layer,
    neurons: side.clean.length,
    clean: mean(side.clean),
    adversarial: mean(side.adversarial),
    others: mean(side.others),
    separation: auroc(side.adversarial, side.others),
  }));
  const known = layers.filter(({ separation }) => !Number.isNaN(separation));
  const weighted = known.reduce((sum, { separation, neurons }) => sum + separation * neurons, 0) / known.reduce((sum, { neurons }) => sum + neurons, 0);
  const [before, after] = [mean(all('clean')), mean(all('adversarial'))];
  return {
    percent, scope, layers,
    neurons: all('clean').length,
    clean: before,
    adversarial: after,
    others: mean(all('others')),
    share: (after - 0.5) / (before - 0.5),
    separation: scope === 'layer' ? weighted : auroc(all('adversarial'), all('others')),
    histogram: histogramOf(all('adversarial')),
  };
}

/** Two lists compared in pairs. */
export interface PairedComparison {
  /** Pairs (tasks) that both sides have. */
  pairs: number;
  /** Mean over pairs of a - b. */
  difference: number;
  /** Of the sign-flip permutation test, two-sided. */
  p: number;
  /** 2 / 2^pairs: no smaller p is possible, so below six pairs nothing reaches 0.05. */
  leastP: number;
}

/**
 * Paired test between two architectures: values of `a` and `b` (e.g. separation on each adversarial set) are paired by key.
 * Several values of one key, such as seeds, are averaged first: they are not independent of one another.
 */
export function comparePaired(a: readonly { key: string; value: number }[], b: readonly { key: string; value: number }[], { seed }: { seed: number | string }): PairedComparison {
  const averages = (entries: readonly { key: string; value: number }[], key: string) => mean(entries.filter((entry) => entry.key === key).map(({ value }) => value));
  const keys = [...new Set(a.map(({ key }) => key))];
  const differences = keys.map((key) => averages(a, key) - averages(b, key)).filter((difference) => !Number.isNaN(difference));
  const { observed, p } = pairedPermutationTest(differences, { seed });
  return { pairs: differences.length, difference: observed, p, leastP: Math.min(1, 2 ** (1 - differences.length)) };
}

const binsPerUnit = 20;

function histogramOf(values: readonly number[]): RetainedPredictivity['histogram'] {
  const bins = Array.from({ length: binsPerUnit }, (_, i) => ({ from: i / binsPerUnit, neurons: 0 }));
  // 0.15 * 20 is 3.0000000000000004 and 0.35 * 20 is 7; float32 values lie within rounding of the limits.
  for (const value of values) bins[Math.min(binsPerUnit - 1, Math.floor(value * binsPerUnit + 1e-6))]!.neurons++;
  return bins;
}
