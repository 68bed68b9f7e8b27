import type { StudyResults } from '../study-results.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** Splits that share text with a split that was tuned or chosen on before, of the same or another task. */
export function leakTable({ tasks }: StudyResults): Table {
  return {
    name: 'leaks',
    title: 'Rows that also stand in a split used before',
    columns: [
      column.task, column.split,
      { name: 'rows', label: 'Rows', format: 'integer' },
      { name: 'sourceTask', label: 'Also in task' },
      { name: 'sourceSplit', label: 'Also in split' },
      { name: 'exact', label: 'Same text', format: 'integer' },
      { name: 'normalised', label: 'Same but for spelling', format: 'integer' },
      { name: 'share', label: 'Share, %', format: 'share' },
      { name: 'otherLabel', label: 'Of these, other class', format: 'integer' },
    ],
    rows: tasks.flatMap(({ id, leaks = [] }) =>
      leaks.map(({ split, n, source, exact, normalised, otherLabel }) => [id, split, n, source.task, source.split, exact, normalised, normalised / n, otherLabel]),
    ),
  };
}
