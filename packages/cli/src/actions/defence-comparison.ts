import { mean, signFlipTest, wilsonInterval, type Interval, type SignFlipTest } from '@skill-neurons/core';
import type { Defence, DefenceRun } from './defence-run.ts';

/** An accuracy as the mean over seeds, with the interval that its rows alone would have. */
export interface MeanAccuracy {
  n: number;
  accuracy: number;
  interval: Interval;
  /** Of each seed. A seed that did not learn shows here. */
  values: number[];
}

/** A number per seed. */
export interface OverSeeds {
  mean: number;
  values: number[];
}

export interface DefenceSummary {
  defence: Defence;
  clean: MeanAccuracy;
  adversarial: MeanAccuracy;
  /** Clean less adversarial accuracy. The interval (Newcombe 1998, method 10) takes the two sets of rows for independent. */
  drop: { value: number; interval: Interval };
  underAttack: MeanAccuracy;
  /** Share of the skill neurons of clean rows that are those of adversarial rows, and by chance. */
  shared: OverSeeds;
  sharedByChance: number;
  /** Predictivity of clean skill neurons on clean and on adversarial rows, and whether they stand out there (0.5: no). */
  predictivityClean: OverSeeds;
  predictivityAdversarial: OverSeeds;
  separation: OverSeeds;
}

/** A defence less plain tuning. Accuracies: over rows, whose differences are averaged over seeds first; neurons: over seeds. */
export interface DefenceDifference {
  defence: Defence;
  clean: SignFlipTest;
  adversarial: SignFlipTest;
  underAttack: SignFlipTest;
  shared: SignFlipTest;
  separation: SignFlipTest;
}

export interface DefenceComparison {
  summaries: DefenceSummary[];
  differences: DefenceDifference[];
}

/** Sums up the runs of some defences, among them `plain`, each with the same seeds in the same order. */
export function compareRuns(runs: readonly DefenceRun[]): DefenceComparison {
  const defences = [...new Set(runs.map(({ defence }) => defence))];
  const of = (defence: Defence) => runs.filter((run) => run.defence === defence);
  const plain = of('plain');
  return {
    summaries: defences.map((defence) => summarise(defence, of(defence))),
    differences: defences.filter((defence) => defence !== 'plain').map((defence) => differ(defence, of(defence), plain)),
  };
}

function summarise(defence: Defence, runs: readonly DefenceRun[]): DefenceSummary {
  const [clean, adversarial, underAttack] = (['clean', 'adversarial', 'underAttack'] as const).map((kind) =>
    accuracyOf(runs.map((run) => run[kind])),
  );
  const overSeeds = (value: (neurons: DefenceRun['neurons']) => number): OverSeeds => {
    const values = runs.map(({ neurons }) => value(neurons));
    return { mean: mean(values), values };
  };
  return {
    defence,
    clean: clean!,
    adversarial: adversarial!,
    underAttack: underAttack!,
    drop: { value: clean!.accuracy - adversarial!.accuracy, interval: differenceInterval(clean!, adversarial!) },
    shared: overSeeds(({ shared, size }) => shared / size),
    sharedByChance: overSeeds(({ expected, size }) => expected / size).mean,
    predictivityClean: overSeeds(({ predictivityClean }) => predictivityClean),
    predictivityAdversarial: overSeeds(({ predictivityAdversarial }) => predictivityAdversarial),
    separation: overSeeds(({ separation }) => separation),
  };
}

function differ(defence: Defence, runs: readonly DefenceRun[], plain: readonly DefenceRun[]): DefenceDifference {
  const overRows = (kind: 'clean' | 'adversarial' | 'underAttack') => {
    const [own, others] = [rowMeans(runs.map((run) => run[kind])), rowMeans(plain.map((run) => run[kind]))];
    return signFlipTest(
      own.map((value, row) => value - others[row]!),
      { seed: kind },
    );
  };
  const overSeeds = (value: (run: DefenceRun) => number) =>
    signFlipTest(
      runs.map((run, i) => value(run) - value(plain[i]!)),
      { seed: 'neurons' },
    );
  return {
    defence,
    clean: overRows('clean'),
    adversarial: overRows('adversarial'),
    underAttack: overRows('underAttack'),
    shared: overSeeds(({ neurons: { shared, size } }) => shared / size),
    separation: overSeeds(({ neurons }) => neurons.separation),
  };
}

/** Per row the share of seeds that get it right. */
function rowMeans(bits: readonly (readonly number[])[]): number[] {
  return bits[0]!.map((_, row) => mean(bits.map((ofSeed) => ofSeed[row]!)));
}

function accuracyOf(bits: readonly (readonly number[])[]): MeanAccuracy {
  const n = bits[0]!.length;
  const accuracy = mean(rowMeans(bits));
  return { n, accuracy, interval: wilsonInterval(accuracy, n), values: bits.map((ofSeed) => mean(ofSeed)) };
}

function differenceInterval(a: MeanAccuracy, b: MeanAccuracy): Interval {
  const difference = a.accuracy - b.accuracy;
  return {
    low: difference - Math.hypot(a.accuracy - a.interval.low, b.interval.high - b.accuracy),
    high: difference + Math.hypot(a.interval.high - a.accuracy, b.accuracy - b.interval.low),
  };
}
