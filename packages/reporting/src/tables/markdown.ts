import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';
import { cellText, isNumeric } from './table.ts';
import type { Table } from './table.ts';

export { cellText } from './table.ts';
export type { Table } from './table.ts';

/**
 * A table as GitHub-flavoured Markdown that is also readable in a terminal. Pipes and backslashes are escaped, control
 * characters (line breaks, terminal escapes) become spaces.
 */
export function tableToMarkdown({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const header = columns.map(({ label }) => plain(label));
  const body = rows.map((row) => row.map((cell, i) => plain(cellText(cell, columns[i]!))));
  return markdownTable([header, ...body], { align: columns.map((column) => (isNumeric(column) ? 'r' : 'l')), stringLength: stringWidth });
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').replace(/[\\|]/g, '\\$&');
}
