import { mcNemar, type McNemarResult } from '@skill-neurons/core';
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

/** Rows of one kind beside the rows they were made from. */
export interface GroupReport extends Share {
  /** The same rows before the attack, where they exist. */
  original?: Share;
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
  /** Clean minus adversarial accuracy, and as a share of the clean one. */
  drop?: { absolute: number; relative: number } | undefined;
  /** Rows with an original only: before and after the attack, and McNemar's exact test on the pairs. */
  pairs?: { original: Share; adversarial: Share; mcNemar: McNemarResult } | undefined;
  byMethod?: Record<string, GroupReport>;
  byConstruction?: Record<string, GroupReport>;
}

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
      drop: dropOf(clean.correct / clean.n, share.accuracy),
    }),
    ...(annotations && {
      pairs: reportPairs(right, annotations.originalRight),
      byMethod: reportGroups(right, annotations.methods, annotations.originalRight),
      byConstruction: reportGroups(right, annotations.constructions, annotations.originalRight),
    }),
  };
}

function dropOf(clean: number, adversarial: number) {
  return { absolute: clean - adversarial, relative: clean === 0 ? 0 : (clean - adversarial) / clean };
}

function reportPairs(right: readonly boolean[], originalRight: readonly (boolean | null)[]): PartReport['pairs'] {
  const rows = right.map((_, i) => i).filter((i) => originalRight[i] !== null);
  if (rows.length === 0) return undefined;
  const before = rows.map((i) => originalRight[i]!);
  const after = rows.map((i) => right[i]!);
  return { original: shareOf(count(before), rows.length), adversarial: shareOf(count(after), rows.length), mcNemar: mcNemar(before, after) };
}

function reportGroups(right: readonly boolean[], groups: readonly string[], originalRight: readonly (boolean | null)[]): Record<string, GroupReport> {
  const entries = [...new Set(groups)].sort().map((group): [string, GroupReport] => {
    const rows = groups.flatMap((name, i) => (name === group ? [i] : []));
    const originals = rows.map((i) => originalRight[i]!).filter((value) => value !== null);
    const share = shareOf(count(rows.map((i) => right[i]!)), rows.length);
    return [group, originals.length === 0 ? share : { ...share, original: shareOf(count(originals), originals.length) }];
  });
  return Object.fromEntries(entries);
}

const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

function countValues(values: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
