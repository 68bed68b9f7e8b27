// Without the figures, which take half a second to load.
import { cellText, tableToMarkdown, type Table } from '@skill-neurons/reporting/markdown';
import stringWidth from 'string-width';
import { plainText } from './plain-text.ts';

/** A number, perhaps with its unit, and what may stand behind it: an interval, a range, a standard error. */
const numberCell = /^[<+-]? ?\d[\d.,]*( ?(%|[kMGT]?B|s|min|h))?( (±|to|->|\[|\().*)?$/;

/**
 * A table of texts in Markdown, aligned so that it is readable in a terminal: numbers flush right, control characters replaced. A
 * terminal that is too narrow for it gets each row as lines of label and value, as psql does.
 * @param width columns of the terminal; by default those of stdout, and as many as it takes where that is a file or pipe
 * @param narrow for a narrow terminal, in place of these lines
 */
export function textTable(labels: readonly string[], rows: readonly (readonly string[])[], width = terminalWidth(), narrow = () => records(labels, rows)): string {
  const isNumeric = (i: number) => rows.some((row) => row[i] !== '') && rows.every((row) => row[i] === '' || row[i] === '-' || numberCell.test(row[i]!));
  const columns = labels.map((label, i) => ({ name: label, label, ...(isNumeric(i) && { format: 'number' as const }) }));
  const table = tableToMarkdown({ columns, rows: rows.map((row) => [...row]) });
  return stringWidth(table.split('\n', 1)[0]!) <= width ? table : narrow();
}

/** A table of the report, as text. */
export function dataTable({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  return textTable(columns.map(({ label }) => label), rows.map((row) => row.map((cell, i) => cellText(cell, columns[i]!))));
}

/** Columns of the terminal behind stdout; without end where it is a file or pipe. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity;
}

/** Every row by itself, without its empty cells. */
function records(labels: readonly string[], rows: readonly (readonly string[])[]): string {
  const widest = Math.max(...labels.map((label) => stringWidth(label)));
  const lineOf = (label: string, cell: string) => `${label}${' '.repeat(widest - stringWidth(label))}  ${plainText(cell)}`;
  return rows.map((row) => labels.flatMap((label, i) => (row[i] === '' ? [] : [lineOf(label, row[i]!)])).join('\n')).join('\n\n');
}
