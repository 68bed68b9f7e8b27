import { percentText, rangeText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf, evaluationsOf, groupAccuracies } from '../summaries/accuracy.ts';
import type { AccuracySummary, Prompting } from '../summaries/accuracy.ts';
import { reportTargets, targetLabel } from '../summaries/targets.ts';
import type { Target } from '../summaries/targets.ts';
import { transferSources } from '../summaries/transfer.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** Long form: every model, target and prompt, with rows, interval, seeds and majority rate. */
export function accuracyTable(results: StudyResults): Table {
  const targets = reportTargets(results);
  return {
    name: 'accuracy',
    title: 'Accuracy of every prompt on every target (higher is better)',
    columns: [
      column.model,
      { name: 'prompt', label: 'Prompt' },
      { name: 'source', label: 'Source' },
      { name: 'target', label: 'Target' },
      column.split, column.adversarial,
      { name: 'rows', label: 'Rows', format: 'integer' },
      column.seeds,
      { name: 'pooledCorrect', label: 'Correct, all seeds', format: 'integer' },
      { name: 'pooledRows', label: 'Rows, all seeds', format: 'integer' },
      column.accuracy, column.low, column.high,
      { name: 'lowestSeed', label: 'Lowest seed', format: 'share' },
      { name: 'highestSeed', label: 'Highest seed', format: 'share' },
      { name: 'majority', label: 'Majority', format: 'share' },
      { name: 'oneSidedSeeds', label: 'One-sided seeds', format: 'integer' },
    ],
    rows: results.models.flatMap(({ id: model }) => transferSources(results, model).flatMap(({ prompting }) => targets.flatMap((target) => {
      const summary = accuracyOf(results, model, target, prompting);
      if (summary === undefined) return [];
      const source = prompting.prompt === 'tuned' ? prompting.source : null;
      return [[model, prompting.prompt, source, target.task, target.split, target.adversarial, summary.rows, summary.seeds.length, summary.pooled.correct, summary.pooled.n, summary.mean, summary.low, summary.high, Math.min(...summary.perSeed), Math.max(...summary.perSeed), summary.majority, summary.oneSided.length]];
    }))),
  };
}

/** For people: one row per target of one model, the ways of prompting side by side. */
export function accuracyOverview(results: StudyResults, model: string): Table {
  const targets = reportTargets(results);
  const rows = targets.flatMap((target) => {
    const at = (prompting: Prompting) => accuracyOf(results, model, target, prompting);
    const tuned = at({ prompt: 'tuned', source: target.task });
    const others = [at({ prompt: 'random' }), at({ prompt: 'none' })];
    const any = tuned ?? others.find((summary) => summary !== undefined);
    if (any === undefined) return [];
    const type = results.tasks.find(({ id }) => id === target.task)!.type;
    return [[target.task, type, dataText(target), any.rows, any.majority, withInterval(tuned), seedRange(tuned), ...others.map(withInterval)]];
  });
  return {
    name: `accuracy-${model}`,
    title: `Accuracy of ${model}, % (higher is better)`,
    columns: [
      column.task,
      { name: 'type', label: 'Type' },
      column.data, column.rows,
      { name: 'majority', label: 'Majority', format: 'share' },
      { name: 'tuned', label: 'Tuned prompt [95% interval]' },
      { name: 'seeds', label: 'Range over (n) seeds' },
      { name: 'random', label: 'Random prompt' },
      { name: 'none', label: 'No prompt' },
    ],
    rows,
  };
}

/** Accuracy of the own prompt by kind of row, e.g. by attack. */
export function groupTable(results: StudyResults): Table {
  const targets = reportTargets(results);
  return {
    name: 'accuracy-by-group',
    title: 'Accuracy of the own prompt by kind of row (higher is better)',
    columns: [
      column.model,
      { name: 'target', label: 'Target' },
      { name: 'group', label: 'Kind of row' },
      column.rows, column.accuracy, column.low, column.high,
      { name: 'majority', label: 'Majority of the whole set, %', format: 'share' },
    ],
    rows: results.models.flatMap(({ id: model }) => targets.flatMap((target) => {
      const own = { prompt: 'tuned', source: target.task } as const;
      const majority = accuracyOf(results, model, target, own)?.majority ?? null;
      return groupAccuracies(evaluationsOf(results.evaluations, model, target, own)).map(({ group, rows, mean, low, high }) => [model, targetLabel(target, targets), group, rows, mean, low, high, majority]);
    })),
  };
}

/** The evaluations as they were handed in, of every split, one per seed. */
export function evaluationTable({ evaluations }: StudyResults): Table {
  return {
    name: 'evaluations',
    title: 'Every evaluation',
    columns: [
      column.model,
      { name: 'prompt', label: 'Prompt' },
      { name: 'source', label: 'Source' },
      column.task, column.split, column.adversarial, column.seed,
      { name: 'correct', label: 'Correct', format: 'integer' },
      column.n,
      { name: 'classCounts', label: 'Class counts' },
      { name: 'predictedCounts', label: 'Predicted counts' },
    ],
    rows: evaluations.map((e) => [e.model, e.prompt, e.source, e.task, e.split, e.adversarial, e.seed, e.correct, e.n, e.classCounts.join(' '), e.predictedCounts.join(' ')]),
  };
}

function dataText({ adversarial, split }: Target): string {
  const kind = adversarial ? 'adversarial' : 'clean';
  return split === kind ? kind : `${kind} (${split})`;
}

function withInterval(summary: AccuracySummary | undefined): string | null {
  return summary === undefined ? null : `${percentText(summary.mean).slice(0, -1)} [${rangeText(summary)}]`;
}

function seedRange(summary: AccuracySummary | undefined): string | null {
  if (summary === undefined) return null;
  const range = rangeText({ low: Math.min(...summary.perSeed), high: Math.max(...summary.perSeed) });
  return summary.seeds.length === 1 ? 'one seed' : `${range} (${summary.seeds.length})`;
}
