import { wilsonInterval } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import type { Table } from './table.ts';

export function tuningTable({ tuning }: StudyResults): Table {
  return {
    name: 'tuning',
    title: 'Tuned prompts (validation accuracy: higher is better)',
    columns: [
      { name: 'model', label: 'Model' },
      { name: 'task', label: 'Task' },
      { name: 'seed', label: 'Seed', format: 'integer' },
      { name: 'virtualTokens', label: 'Virtual tokens', format: 'integer' },
      { name: 'steps', label: 'Steps', format: 'integer' },
      { name: 'bestStep', label: 'Kept step', format: 'integer' },
      { name: 'validationRows', label: 'n', format: 'integer' },
      { name: 'validationAccuracy', label: 'Validation accuracy, %', format: 'share' },
      { name: 'low', label: '95% low', format: 'share' },
      { name: 'high', label: '95% high', format: 'share' },
      { name: 'seconds', label: 'Seconds', format: 'number', digits: 0 },
    ],
    rows: tuning.map(({ model, task, seed, virtualTokens, steps, bestStep, validation: { correct, n }, seconds }) => {
      const { low, high } = wilsonInterval(n === 0 ? NaN : correct / n, n);
      return [model, task, seed, virtualTokens, steps, bestStep, n, n === 0 ? null : correct / n, low, high, seconds];
    }),
  };
}
