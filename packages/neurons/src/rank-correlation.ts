import { bootstrapSpearman, mean, spearman, type PairedLists } from '@skill-neurons/core';
import { topSet, type NeuronValues, type RankingScope } from './top-set.ts';

export interface RankCorrelationOptions {
  /** `layer`: rho of each layer, averaged (the paper's); `model`: one rho over all neurons. */
  scope?: RankingScope;
  /**
   * Which neurons count: all (the paper's), or those in the best `percent` of either (`union`) or of both
   * (`intersection`). The same neurons on both sides, each with itself (paper.md e1.3). Choosing by rank bends rho:
   * independent rankings have a negative one over the union.
   */
  neurons?: 'all' | 'union' | 'intersection';
  /** Size of the top sets, per layer or of the model as `scope` says. */
  percent?: number;
  /** Draws neurons anew for a 95 % interval: how much rho owes to single neurons, not how other prompts would come out. */
  bootstrap?: { seed: number | string; resamples?: number };
  signal?: AbortSignal | undefined;
}

/** Spearman's rho by layer and its mean. */
export interface RankCorrelation {
  /** Mean over layers that have a rho, or that of the model; NaN where there is none. */
  rho: number;
  low?: number;
  high?: number;
  /** rho of each layer (scope `layer`); NaN for fewer than two neurons or equal values. */
  layers: number[];
  /** Neurons that count. */
  neurons: number;
}

/** Spearman's rank correlation of two predictivities of one model: of two tasks, two seeds, or clean and adversarial data. */
export function rankCorrelation(a: NeuronValues, b: NeuronValues, options: RankCorrelationOptions = {}): RankCorrelation {
  const { scope = 'layer', bootstrap, signal } = options;
  if (a.layers !== b.layers || a.width !== b.width) throw new RangeError('rankings of different models cannot be correlated');
  const perLayer = neuronsOf(a, b, options).map((members, layer): PairedLists => {
    const pick = ({ values, width }: NeuronValues) => members.map((neuron) => values[layer * width + neuron]!);
    return { x: pick(a), y: pick(b) };
  });
  const lists = scope === 'layer' ? perLayer : [{ x: perLayer.flatMap(({ x }) => [...Array.from(x)]), y: perLayer.flatMap(({ y }) => [...Array.from(y)]) }];
  const rhos = lists.map(({ x, y }) => spearman(x, y));
  const sound = lists.filter((_, i) => !Number.isNaN(rhos[i]));
  const rho = mean(rhos.filter((value) => !Number.isNaN(value)));
  const interval = bootstrap ? bootstrapSpearman(sound, { ...bootstrap, signal }) : undefined;
  return {
    rho,
    ...(interval && { low: interval.low, high: interval.high }),
    layers: scope === 'layer' ? rhos : [],
    neurons: lists.reduce((sum, { x }) => sum + x.length, 0),
  };
}

/** The neurons of each layer that count, ascending. */
function neuronsOf(a: NeuronValues, b: NeuronValues, { scope = 'layer', neurons = 'all', percent = 10 }: RankCorrelationOptions): number[][] {
  if (neurons === 'all') return Array.from({ length: a.layers }, () => Array.from({ length: a.width }, (_, i) => i));
  const [ofA, ofB] = [topSet(a, percent, scope), topSet(b, percent, scope)];
  return ofA.map((members, layer) => {
    const [inA, inB] = [new Set(members), new Set(ofB[layer])];
    const chosen = neurons === 'union' ? [...new Set([...inA, ...inB])] : members.filter((neuron) => inB.has(neuron));
    return chosen.sort((x, y) => x - y);
  });
}
