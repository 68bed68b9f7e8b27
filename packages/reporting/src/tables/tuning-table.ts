import { wilsonInterval } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

export function tuningTable({ tuning }: StudyResults): Table {
  return {
    name: 'tuning',
    title: 'Tuned prompts (validation accuracy: higher is better)',
    columns: [
      column.model, column.task, column.seed,
      { name: 'virtualTokens', label: 'Virtual tokens', format: 'integer' },
      { name: 'steps', label: 'Steps', format: 'integer' },
      { name: 'bestStep', label: 'Kept step', format: 'integer' },
      { name: 'validationRows', label: 'n', format: 'integer' },
      { name: 'validationAccuracy', label: 'Validation accuracy, %', format: 'share' },
      column.low, column.high,
      { name: 'seconds', label: 'Seconds', format: 'number', digits: 0 },
    ],
    rows: tuning.map(({ model, task, seed, virtualTokens, steps, bestStep, validation: { correct, n }, seconds }) => {
      const { low, high } = wilsonInterval(n === 0 ? NaN : correct / n, n);
      return [model, task, seed, virtualTokens, steps, bestStep, n, n === 0 ? null : correct / n, low, high, seconds];
    }),
  };
}
