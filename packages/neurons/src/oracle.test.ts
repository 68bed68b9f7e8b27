import { auroc, benjaminiHochberg } from '@skill-neurons/core';
import { empiricalPValues, familyWisePValues } from './empirical-p-values.ts';
import { mergeFiringCounts } from './firing-counts.ts';
import { classPairs, oneVersusRest, subtaskPredictivities } from './multi-class.ts';
import { countStored, meanActivation, readActivations, readExpected, type StoredSplit } from './oracle.test.helper.ts';
import { testOverlap, topOverlap } from './overlap.ts';
import { predictivityFloor } from './predictivity-floor.ts';
import { crossFittedPredictivity, heldOutPredictivity, neuronAccuracy, predictivity, type Predictivity } from './predictivity.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { rankPerLayer } from './ranking.ts';
import { retainedPredictivity } from './retained.ts';
import { specificityMatrix } from './specificity.ts';
import { splitHalfStability } from './split-half.ts';
import type { RankingScope } from './top-set.ts';

interface Expected {
  top: number;
  baseline: number[]; accuracy: number[]; balancedAccuracy: number[];
  predictivity: number[]; adversarialPredictivity: number[]; balancedPredictivity: number[]; meanPredictivity: number[]; withoutMask: number[];
  position: number[]; sign: number[]; constant: number[]; dead: number[];
  crossFitted: number[]; onAdversarial: number[]; auroc: number[];
  oneVersusRest: number[][]; pairs: number[][];
  permuted: { own: number[]; layer: number[]; family: number[]; adjusted: number[] };
  floor: number;
  splitHalf: { rhos: number[]; rho: number; corrected: number };
  overlap: { layers: { shared: number; expected: number; p: number }[]; p: number; adjusted: number[] };
  correlations: { scope: RankingScope; neurons: 'all' | 'union' | 'intersection'; rhos: (number | null)[]; rho: number | null }[];
  specificity: { pairs: number[]; normalised: number[]; mean: number };
  retained: Record<RankingScope, { clean: number; adversarial: number; others: number; share: number; separation: number; histogram: number[] }>;
}

/** Differences above 1e-6, of which there must be none. */
function differences(found: ArrayLike<number>, expected: readonly number[]): unknown[] {
  if (found.length !== expected.length) return [`${found.length} values instead of ${expected.length}`];
  return expected.flatMap((value, i) => (Math.abs(found[i]! - value) <= 1e-6 ? [] : [{ i, found: found[i], expected: value }]));
}

const rotated = <T>(items: readonly T[], by: number): T[] => items.map((_, i) => items[(i - by + items.length) % items.length]!);

describe.each(['roberta', 't5'])('%s: every statistic as the Python oracle computes it from raw activations', (model) => {
  const expected = readExpected<Expected>(model);
  let clean: StoredSplit;
  let adversarial: StoredSplit;
  let train: StoredSplit;
  let baseline: Float32Array;
  beforeAll(async () => {
    const split = await readActivations(model);
    [clean, adversarial, train] = [split('clean'), split('adversarial'), split('train')];
    baseline = meanActivation(train);
  });
  const found = () => predictivity(countStored(clean, baseline));
  const halves = () => [0, 1].map((half) => countStored(clean, baseline, clean.labels.map((label, i) => (i % 2 === half ? label : -1)))) as [ReturnType<typeof countStored>, ReturnType<typeof countStored>];

  test('baseline, accuracy and predictivity with every choice', () => {
    const counts = countStored(clean, baseline);
    expect(differences(baseline, expected.baseline)).toEqual([]);
    expect(differences(neuronAccuracy(counts).accuracy, expected.accuracy)).toEqual([]);
    expect(differences(neuronAccuracy(counts, 1, 'balanced-accuracy').accuracy, expected.balancedAccuracy)).toEqual([]);
    expect(differences(found().values, expected.predictivity)).toEqual([]);
    expect(differences(found().position, expected.position)).toEqual([]);
    expect(differences(found().sign, expected.sign)).toEqual([]);
    expect(differences(found().constant, expected.constant)).toEqual([]);
    expect(differences(found().dead, expected.dead)).toEqual([]);
    expect(differences(predictivity(counts, { metric: 'balanced-accuracy' }).values, expected.balancedPredictivity)).toEqual([]);
    expect(differences(predictivity(counts, { aggregate: 'mean' }).values, expected.meanPredictivity)).toEqual([]);
    expect(differences(predictivity(counts, { fromPosition: 1 }).values, expected.withoutMask)).toEqual([]);
  });

  test('position and sign held out: other half, adversarial data', () => {
    const whole = mergeFiringCounts(...halves());
    expect(whole).toEqual(countStored(clean, baseline));
    expect(differences(crossFittedPredictivity(halves(), whole).values, expected.crossFitted)).toEqual([]);
    expect(differences(heldOutPredictivity(whole, countStored(adversarial, baseline)).values, expected.onAdversarial)).toEqual([]);
  });

  test('AUROC of the activations at the chosen position', () => {
    const { layers, positions, width, activations } = clean;
    const values = expected.position.map((position, neuron) => {
      const [layer, i] = [Math.floor(neuron / width), neuron % width];
      const of = (label: number) => clean.labels.flatMap((l, example) => (l === label ? [activations[((example * layers + layer) * positions + position) * width + i]!] : []));
      return auroc(of(1), of(0));
    });
    expect(differences(values, expected.auroc)).toEqual([]);
  });

  test('three classes: one against the rest, and pairs', () => {
    const counts = countStored(clean, baseline, clean.labels.map((_, i) => i % 3), 3);
    subtaskPredictivities(counts, oneVersusRest(3)).forEach(({ values }, c) => expect(differences(values, expected.oneVersusRest[c]!)).toEqual([]));
    subtaskPredictivities(counts, classPairs(3)).forEach(({ values }, pair) => expect(differences(values, expected.pairs[pair]!)).toEqual([]));
  });

  test('p-values under shuffled labels, their adjustment, and the floor', () => {
    const { values, width } = found();
    const permuted = Array.from({ length: 6 }, (_, r) => predictivity(countStored(clean, baseline, rotated(clean.labels, 2 * r + 1))).values);
    const perLayer = empiricalPValues(values, permuted, { pool: 'layer', width });
    expect(differences(empiricalPValues(values, permuted, { pool: 'neuron', width }), expected.permuted.own)).toEqual([]);
    expect(differences(perLayer, expected.permuted.layer)).toEqual([]);
    expect(differences(familyWisePValues(values, permuted), expected.permuted.family)).toEqual([]);
    expect(differences(benjaminiHochberg(perLayer), expected.permuted.adjusted)).toEqual([]);
    const { classCounts, positions } = countStored(clean, baseline);
    expect(predictivityFloor({ classCounts: classCounts as [number, number], positions }).expected).toBeCloseTo(expected.floor, 9);
  });

  test('split-half stability', () => {
    const [a, b] = halves().map((half) => predictivity(half));
    const { layers, rho, corrected } = splitHalfStability(a!, b!, expected.top);
    expect(differences([...layers, rho, corrected], [...expected.splitHalf.rhos, expected.splitHalf.rho, expected.splitHalf.corrected])).toEqual([]);
  });

  test('overlap, rank correlation, specificity and retained predictivity of clean and adversarial neurons', () => {
    const [a, b, c] = [clean, adversarial, train].map((split) => predictivity(countStored(split, baseline)));
    expect(differences(b!.values, expected.adversarialPredictivity)).toEqual([]);
    const rank = ({ values, layers, width }: Predictivity) => rankPerLayer(values, layers, width);
    const overlap = testOverlap(topOverlap(rank(a!), rank(b!), expected.top));
    overlap.layers.forEach(({ shared, expected: average, p, adjustedP }, layer) => {
      const of = expected.overlap.layers[layer]!;
      expect(differences([shared, average, p, adjustedP], [of.shared, of.expected, of.p, expected.overlap.adjusted[layer]!])).toEqual([]);
    });
    expect(differences([overlap.p], [expected.overlap.p])).toEqual([]);
    for (const { scope, neurons, rhos, rho } of expected.correlations) {
      const correlation = rankCorrelation(a!, b!, { scope, neurons, percent: expected.top });
      const nulls = (value: number) => (Number.isNaN(value) ? null : Number(value.toFixed(6)));
      const six = (value: number | null) => (value === null ? null : Number(value.toFixed(6)));
      if (scope === 'layer') expect(correlation.layers.map(nulls)).toEqual(rhos.map(six));
      expect(nulls(correlation.rho)).toEqual(six(rho));
    }
    const matrix = specificityMatrix([a!, b!, c!]);
    expect(differences(matrix.pairs.map(({ rho }) => rho), expected.specificity.pairs)).toEqual([]);
    expect(differences([matrix.normalised[0]![1]!, matrix.normalised[0]![2]!, matrix.normalised[1]![2]!], expected.specificity.normalised)).toEqual([]);
    expect(differences([matrix.meanOfPairs], [expected.specificity.mean])).toEqual([]);
    for (const scope of ['layer', 'model'] as const) {
      const { clean: before, adversarial: after, others, share, separation, histogram } = retainedPredictivity(a!, b!, { percent: expected.top, scope });
      const of = expected.retained[scope];
      expect(differences([before, after, others, share, separation], [of.clean, of.adversarial, of.others, of.share, of.separation])).toEqual([]);
      expect(histogram.map(({ neurons }) => neurons)).toEqual(of.histogram);
    }
  });
});
