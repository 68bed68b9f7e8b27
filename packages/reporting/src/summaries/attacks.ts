import { mean, wilsonInterval, type Interval } from '@skill-neurons/core';
import type { AttackResult } from '../results/attack-result.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf, evaluationsOf, groupAccuracies } from './accuracy.ts';
import { reportTargets } from './targets.ts';
import type { Target } from './targets.ts';

/** The own prompt of a task on attacked rows of one kind, over seeds. */
export interface AttackSummary {
  model: string;
  target: Target;
  /** Kind of row, such as the attack; null for all rows of the set. */
  group: string | null;
  rows: number;
  seeds: number;
  /** Mean over seeds, with its 95 % Wilson interval for `rows`. */
  accuracy: Interval & { mean: number };
  /** Share of the most frequent class among these rows; null in results of earlier versions. */
  majority: number | null;
  /** What is known of the rows before the attack; null where they are not. */
  pairs: PairSummary | null;
}

export interface PairSummary {
  rows: number;
  /** Accuracy before the attack, mean over seeds. */
  original: number;
  /** Answers that were right before the attack, and of these the ones that it turned: sums over seeds. */
  attacked: number;
  turned: number;
  /** Their share, with an interval for as many rows as one seed attacks; null where no answer was right before. */
  success: (Interval & { rate: number }) | null;
  wordsChanged: number;
  shareChanged: number;
}

/** All adversarial sets of a model, each first as a whole and then by kind of row, the most frequent kind first. */
export function attackSummaries(results: StudyResults, model: string): AttackSummary[] {
  return reportTargets(results).filter(({ adversarial }) => adversarial).flatMap((target) => {
    const found = (results.attacks ?? []).filter((entry) => entry.model === model && entry.task === target.task && entry.split === target.split && entry.n > 0);
    if (found.length === 0) return fromEvaluations(results, model, target);
    const groups = [...new Set(found.map(({ group }) => group))];
    return inOrder(groups.map((group) => summarise(model, target, found.filter((entry) => entry.group === group))));
  });
}

/** The whole set and its kinds of row, where there are several. */
function inOrder(summaries: readonly AttackSummary[]): AttackSummary[] {
  const whole = summaries.filter(({ group }) => group === null);
  const kinds = summaries.filter(({ group }) => group !== null);
  const sorted = kinds.sort((a, b) => b.rows - a.rows || (a.group! < b.group! ? -1 : 1));
  return [...whole, ...sorted];
}

function summarise(model: string, target: Target, entries: readonly AttackResult[]): AttackSummary {
  const rows = Math.max(...entries.map(({ n }) => n));
  const accuracy = mean(entries.map(({ correct, n }) => correct / n));
  const { classCounts } = entries.find(({ n }) => n === rows)!;
  return {
    model, target, group: entries[0]!.group, rows, seeds: entries.length,
    accuracy: { mean: accuracy, ...wilsonInterval(accuracy, rows) },
    majority: Math.max(...classCounts) / rows,
    pairs: summarisePairs(entries),
  };
}

function summarisePairs(entries: readonly AttackResult[]): PairSummary | null {
  const pairs = entries.flatMap(({ pairs: found }) => found ?? []);
  if (pairs.length === 0) return null;
  const attacked = pairs.reduce((sum, { originalCorrect }) => sum + originalCorrect, 0);
  const turned = pairs.reduce((sum, pair) => sum + pair.turned, 0);
  return {
    rows: Math.max(...pairs.map(({ n }) => n)),
    original: mean(pairs.map(({ originalCorrect, n }) => originalCorrect / n)),
    attacked, turned,
    success: attacked === 0 ? null : { rate: turned / attacked, ...wilsonInterval(turned / attacked, attacked / pairs.length) },
    wordsChanged: mean(pairs.map(({ wordsChanged }) => wordsChanged)),
    shareChanged: mean(pairs.map(({ shareChanged }) => shareChanged)),
  };
}

/** What results of earlier versions hold. */
function fromEvaluations(results: StudyResults, model: string, target: Target): AttackSummary[] {
  const own = { prompt: 'tuned', source: target.task } as const;
  const whole = accuracyOf(results, model, target, own);
  if (whole === undefined) return [];
  const { rows, seeds, majority, low, high } = whole;
  const shared = { model, target, seeds: seeds.length, pairs: null };
  const kinds = groupAccuracies(evaluationsOf(results.evaluations, model, target, own)).map((kind) => (
    { ...shared, group: kind.group, rows: kind.rows, accuracy: { mean: kind.mean, low: kind.low, high: kind.high }, majority: null }
  ));
  return inOrder([{ ...shared, group: null, rows, accuracy: { mean: whole.mean, low, high }, majority }, ...kinds]);
}
