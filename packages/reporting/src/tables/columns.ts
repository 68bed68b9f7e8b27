import type { Column } from './table.ts';

/** Columns that many tables have: each has one name and one label wherever it stands. */
export const column = {
  model: { name: 'model', label: 'Model' },
  task: { name: 'task', label: 'Task' },
  split: { name: 'split', label: 'Split' },
  adversarial: { name: 'adversarial', label: 'Adversarial' },
  data: { name: 'data', label: 'Data' },
  stack: { name: 'stack', label: 'Stack' },
  layer: { name: 'layer', label: 'Layer', format: 'integer' },
  seed: { name: 'seed', label: 'Seed', format: 'integer' },
  seeds: { name: 'seeds', label: 'Seeds', format: 'integer' },
  rows: { name: 'rows', label: 'n', format: 'integer' },
  n: { name: 'n', label: 'n', format: 'integer' },
  suppressed: { name: 'percent', label: 'Suppressed, %', format: 'number', digits: 0 },
  top: { name: 'percent', label: 'Top, %', format: 'number', digits: 0 },
  accuracy: { name: 'accuracy', label: 'Accuracy, %', format: 'share' },
  majority: { name: 'majority', label: 'Majority, %', format: 'share' },
  low: { name: 'low', label: '95% low', format: 'share' },
  high: { name: 'high', label: '95% high', format: 'share' },
} as const satisfies Record<string, Column>;
