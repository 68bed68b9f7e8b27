import type { Table } from '../tables/table.ts';
import type { Comparison } from './compare-cells.ts';

/** The cells of a comparison, those outside first, the furthest first. */
export function comparisonTable({ cells }: Comparison): Table {
  const beyond = ({ difference, tolerance }: Comparison['cells'][number]) => Math.abs(difference) - tolerance;
  return {
    name: 'comparison',
    title: 'Cell by cell',
    columns: [
      { name: 'cell', label: 'Cell' },
      { name: 'ours', label: 'Run, %', format: 'share' },
      { name: 'theirs', label: 'Other, %', format: 'share' },
      { name: 'difference', label: 'Difference', format: 'share' },
      { name: 'tolerance', label: 'Tolerance', format: 'share' },
      { name: 'within', label: 'Within' },
    ],
    rows: [...cells].sort((a, b) => Number(a.within) - Number(b.within) || beyond(b) - beyond(a)).map(({ label, ours, theirs, difference, tolerance, within }) => [label, ours, theirs, difference, tolerance, within]),
  };
}
