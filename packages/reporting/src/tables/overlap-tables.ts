import { benjaminiHochberg } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { overlapShare } from '../summaries/overlap.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

export function overlapTable({ overlap }: StudyResults): Table {
  return {
    name: 'overlap',
    title: 'Overlap of clean and adversarial top neurons',
    columns: [
      column.model, column.task,
      { name: 'split', label: 'Adversarial split' },
      column.seed, column.top, column.stack, column.layer,
      { name: 'shared', label: 'Shared', format: 'integer' },
      { name: 'size', label: 'Set size', format: 'integer' },
      { name: 'width', label: 'Layer width', format: 'integer' },
      { name: 'share', label: 'Shared, %', format: 'share' },
      { name: 'chance', label: 'By chance, %', format: 'share' },
      { name: 'p', label: 'p', format: 'p', digits: 4 },
      { name: 'adjustedP', label: 'p, adjusted for layers', format: 'p', digits: 4 },
    ],
    rows: overlap.flatMap(({ model, task, split, seed, percent, layers }) => {
      const shares = layers.map((layer) => overlapShare([layer]));
      const adjusted = benjaminiHochberg(shares.map((share) => share?.p ?? 1));
      return layers.map(({ stack, layer, shared, size, width }, i) => {
        const { share = null, chance = null, p = null } = shares[i] ?? {};
        return [model, task, split, seed, percent, stack, layer, shared, size, width, share, chance, p, p === null ? null : adjusted[i]!];
      });
    }),
  };
}
