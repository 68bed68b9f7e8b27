import { fixed, integerText } from '../format.ts';

/** A value of a table; null where there is none. */
export type Cell = string | number | boolean | null;

/** A column of a table and how its values are written. */
export interface Column {
  /** Header in CSV files: camelCase, stable. */
  name: string;
  /** Header for people, with the unit. */
  label: string;
  /** How a number is shown to people; CSV files hold it as it is. `share` is shown as a percentage without the sign, `p` is never shown as 0. */
  format?: 'share' | 'integer' | 'number' | 'p';
  /** Decimals of `number` and `p`; 3 unless said otherwise. */
  digits?: number;
}

/** A table as data: rendered as CSV, Markdown or HTML. */
export interface Table {
  /** File name without ending, kebab-case. */
  name: string;
  title: string;
  columns: Column[];
  /** [rows, columns]; null is an empty cell. */
  rows: Cell[][];
}

/** A cell as people read it. */
export function cellText(cell: Cell, { format, digits = 3 }: Column): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'string') return cell;
  if (format === 'share') return fixed(100 * cell, 1);
  if (format === 'integer') return integerText(cell);
  if (format === 'p' && cell < 10 ** -digits) return `< ${fixed(10 ** -digits, digits)}`;
  return fixed(cell, digits);
}

/** True for columns of numbers, which are set flush right. */
export function isNumeric({ format }: Column): boolean {
  return format !== undefined;
}
