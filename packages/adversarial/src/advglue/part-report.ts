import { benjaminiHochberg, mcNemar, type Interval, type McNemarResult } from '@skill-neurons/core';
import { shareOf, taskMetrics, type Share, type TaskMetrics } from './score.ts';
import type { AdvGlueKey } from './advglue-tasks.ts';

/** Predictions of one part and what they are compared with; labels are official numbers, rows as in the development set. */
export interface PartAnswers {
  key: AdvGlueKey;
  /** Task file that was read, e.g. `advglue-qnli`. */
  task: string;
  classes: number;
  predictions: number[];
  labels: number[];
  /** The clean task's test split, if it was evaluated. */
  clean?: { task: string; split: string; correct: number; n: number } | undefined;
  /** Per row: the attack, the level, and whether the row before the attack was answered rightly (null: written by hand). */
  annotations?: { methods: string[]; constructions: string[]; originalRight: (boolean | null)[] } | undefined;
}

/** Rows that have an original: before and after the attack, and McNemar's exact test on the pairs. */
export interface PairsReport {
  original: Share;
  adversarial: Share;
  mcNemar: McNemarResult;
}

/** Rows of one kind. */
export interface GroupReport extends Share {
  /** Rate of their own most frequent label. */
  majority: number;
  /** Those that have an original; `adjustedP` for the number of kinds (Benjamini-Hochberg). */
  pairs?: PairsReport & { adjustedP: number };
}

/** One part of AdvGLUE in numbers. */
export interface PartReport extends Share, TaskMetrics {
  key: AdvGlueKey;
  task: string;
  /** 1 / classes. */
  chance: number;
  majority: { label: number; rate: number };
  /** Rows predicted as each official label: a model that always says the same shows here. */
  predicted: number[];
  clean?: (Share & { task: string; split: string }) | undefined;
  /**
   * Clean minus adversarial accuracy, with the interval that follows from those of the two (Newcombe, Statistics in Medicine 17, 1998,
   * method 10, with exact limits), and as a share of the clean one.
   */
  drop?: { absolute: number; interval: Interval; relative: number } | undefined;
  pairs?: PairsReport | undefined;
  byMethod?: Record<string, GroupReport>;
  byConstruction?: Record<string, GroupReport>;
}

/** Accuracy of one part with interval, chance, majority, drop, and by attack where the rows name theirs. */
export function reportPart(answers: PartAnswers): PartReport {
  const { key, task, classes, predictions, labels, clean, annotations } = answers;
  const n = labels.length;
  const right = predictions.map((prediction, i) => prediction === labels[i]);
  const share = shareOf(count(right), n);
  const counts = countValues(labels, classes);
  const label = counts.indexOf(Math.max(...counts));
  return {
    key,
    task,
    ...share,
    ...taskMetrics(key, predictions, labels),
    chance: 1 / classes,
    majority: { label, rate: counts[label]! / n },
    predicted: countValues(predictions, classes),
    ...(clean && {
      clean: { task: clean.task, split: clean.split, ...shareOf(clean.correct, clean.n) },
      drop: dropOf(shareOf(clean.correct, clean.n), share),
    }),
    ...(annotations && {
      pairs: reportPairs(right, annotations.originalRight),
      byMethod: reportGroups(right, labels, annotations.methods, annotations.originalRight),
      byConstruction: reportGroups(right, labels, annotations.constructions, annotations.originalRight),
    }),
  };
}

function dropOf(clean: Share, adversarial: Share): PartReport['drop'] {
  const absolute = clean.accuracy - adversarial.accuracy;
  const interval = {
    low: absolute - Math.hypot(clean.accuracy - clean.interval.low, adversarial.interval.high - adversarial.accuracy),
    high: absolute + Math.hypot(clean.interval.high - clean.accuracy, adversarial.accuracy - adversarial.interval.low),
  };
  return { absolute, interval, relative: clean.accuracy === 0 ? 0 : absolute / clean.accuracy };
}

function reportPairs(right: readonly boolean[], originalRight: readonly (boolean | null)[]): PairsReport | undefined {
  const rows = right.map((_, i) => i).filter((i) => originalRight[i] !== null);
  if (rows.length === 0) return undefined;
  const before = rows.map((i) => originalRight[i]!);
  const after = rows.map((i) => right[i]!);
  return { original: shareOf(count(before), rows.length), adversarial: shareOf(count(after), rows.length), mcNemar: mcNemar(before, after) };
}

function reportGroups(right: readonly boolean[], labels: readonly number[], groups: readonly string[], originalRight: readonly (boolean | null)[]): Record<string, GroupReport> {
  const reports = [...new Set(groups)].sort().map((group) => {
    const rows = groups.flatMap((name, i) => (name === group ? [i] : []));
    const own = <T>(values: readonly T[]) => rows.map((i) => values[i]!);
    const majority = Math.max(...countValues(own(labels), 0).filter(Boolean)) / rows.length;
    return { group, share: shareOf(count(own(right)), rows.length), majority, pairs: reportPairs(own(right), own(originalRight)) };
  });
  const tested = reports.filter(({ pairs }) => pairs !== undefined);
  const adjusted = benjaminiHochberg(tested.map(({ pairs }) => pairs!.mcNemar.p));
  return Object.fromEntries(reports.map(({ group, share, majority, pairs }): [string, GroupReport] => {
    const place = tested.findIndex((other) => other.group === group);
    return [group, { ...share, majority, ...(pairs && { pairs: { ...pairs, adjustedP: adjusted[place]! } }) }];
  }));
}

const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

function countValues(values: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
