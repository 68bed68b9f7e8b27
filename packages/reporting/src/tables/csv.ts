import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './table.ts';

/**
 * A table as CSV (RFC 4180, UTF-8, LF): header of column names, numbers to six decimals, shares as fractions, empty
 * cells for null. Text that a spreadsheet would run as a formula gets a leading quote.
 */
export function tableToCsv({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  return stringify([columns.map(({ name }) => name), ...rows.map((row) => row.map(csvCell))], { record_delimiter: '\n' });
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(Number(cell.toFixed(6))) : '';
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
}
