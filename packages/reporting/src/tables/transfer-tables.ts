import { mean } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { reportTargets, targetLabel } from '../summaries/targets.ts';
import { transferCells, transferPairs } from '../summaries/transfer.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

export function transferTable(results: StudyResults): Table {
  const targets = reportTargets(results);
  const typeOf = new Map(results.tasks.map(({ id, type }) => [id, type]));
  return {
    name: 'transfer',
    title: 'Zero-shot transfer: accuracy of the source prompt on the target (higher is better)',
    columns: [
      column.model,
      { name: 'source', label: 'Source' },
      { name: 'target', label: 'Target' },
      column.adversarial,
      { name: 'sameType', label: 'Same type' },
      column.rows, column.accuracy, column.low, column.high, column.majority,
      { name: 'relative', label: 'Relative to own prompt, %', format: 'share' },
    ],
    rows: results.models.flatMap(({ id: model }) => transferCells(results, model).map(({ source, target, absolute, relative }) => {
      const sameType = source.prompting.prompt === 'tuned' ? typeOf.get(source.prompting.source) === typeOf.get(target.task) : null;
      return [model, source.label, targetLabel(target, targets), target.adversarial, sameType, absolute.rows, absolute.mean, absolute.low, absolute.high, absolute.majority, relative];
    })),
  };
}

/** Mean relative transfer within and across task types, different tasks only. */
export function transferTypeTable(results: StudyResults): Table {
  return {
    name: 'transfer-by-type',
    title: 'Mean accuracy of a prompt from another task, relative to the own prompt (higher is better)',
    columns: [
      column.model,
      { name: 'sameType', label: 'Same type, %', format: 'share' },
      { name: 'sameTypePairs', label: 'Pairs', format: 'integer' },
      { name: 'otherType', label: 'Other type, %', format: 'share' },
      { name: 'otherTypePairs', label: 'Pairs', format: 'integer' },
      { name: 'difference', label: 'Difference, points', format: 'share' },
    ],
    rows: results.models.flatMap(({ id }) => {
      const pairs = transferPairs(results, id);
      const of = (same: boolean) => pairs.filter(({ sameType }) => sameType === same).map(({ relative }) => relative);
      const [same, other] = [of(true), of(false)];
      return pairs.length === 0 ? [] : [[id, orNull(mean(same)), same.length, orNull(mean(other)), other.length, orNull(mean(same) - mean(other))]];
    }),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
