import { cellText, isNumeric } from './table.ts';
import type { Table } from './table.ts';

/** What LaTeX reads as a command. */
const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', $: '\\$', '&': '\\&', '#': '\\#', '%': '\\%', _: '\\_', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}',
  '<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}', '\u2013': '--', '\u2009': '\\,', '\u2212': '$-$', '\u2026': '\\ldots{}',
};

/** More rows than fit a page at the usual size; a `tabular` cannot be broken. */
const ROWS_OF_A_PAGE = 45;

/**
 * A table as a LaTeX `tabular` in a `table`, ruled by booktabs (`\usepackage{booktabs}`), as people read it: shares in
 * percent, numbers flush right, a hyphen before a number set as a minus. No cell can hold a command. What is longer than a
 * page is a `longtable` (`\usepackage{longtable}`), which breaks between rows and repeats the header.
 */
export function tableToLatex({ name, title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `${cells.map(plain).join(' & ')} \\\\`;
  const caption = `\\caption{${plain(title)}}`;
  const label = `\\label{tab:${name}}`;
  const alignment = `{${columns.map((column) => (isNumeric(column) ? 'r' : 'l')).join('')}}`;
  const header = line(columns.map((column) => column.label));
  const body = rows.map((row) => line(row.map((cell, i) => cellText(cell, columns[i]!))));
  const lines = rows.length > ROWS_OF_A_PAGE
    ? [`\\begin{longtable}${alignment}`, `${caption}${label} \\\\`, '\\toprule', header, '\\midrule', '\\endhead', '\\bottomrule', '\\endfoot', ...body, '\\end{longtable}']
    : ['\\begin{table}', caption, label, `\\begin{tabular}${alignment}`, '\\toprule', header, '\\midrule', ...body, '\\bottomrule', '\\end{tabular}', '\\end{table}'];
  return [...lines, ''].join('\n');
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').replace(/(^|[ [(])-(?=\d)/g, '$1\u2212').replace(/[\\{}$&#%_~^<>|\u2013\u2009\u2212\u2026]/g, (letter) => special[letter]!);
}
