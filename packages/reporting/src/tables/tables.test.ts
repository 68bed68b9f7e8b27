import { tableToLatex } from './latex.ts';
import { cellText } from './table.ts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { buildStudyResults } from '../testing/index.ts';
import { accuracyOverview } from './accuracy-tables.ts';
import { tableToCsv } from './csv.ts';
import { tableToMarkdown } from './markdown.ts';
import { studyTables } from './study-tables.ts';
import type { Table } from './table.ts';

const columns: Table['columns'] = [{ name: 'text', label: 'Text' }, { name: 'share', label: 'Share, %', format: 'share' }];

test('CSV: text comes back as it was, numbers to six decimals, null as an empty cell', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((s) => !/^[=+\-@\t\r]/.test(s) && s !== '');
  fc.assert(fc.property(fc.array(fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1 }), (rows) => {
    const [header, ...body] = parse(tableToCsv({ columns, rows }), { relax_column_count: false });
    expect(header).toEqual(['text', 'share']);
    expect(body).toEqual(rows.map(([t, share]) => [t, String(Number(share.toFixed(6)))]));
  }));
  expect(tableToCsv({ columns, rows: [[null, NaN]] })).toBe('text,share\n,\n');
});

test('CSV: what a spreadsheet would run is quoted, negative numbers are not', () => {
  expect(tableToCsv({ columns, rows: [['=HYPERLINK("x")', -0.5], ['@a', 0], ['-b', 0]] })).toBe('text,share\n"\'=HYPERLINK(""x"")",-0.5\n\'@a,0\n\'-b,0\n');
});

test('Markdown: aligned, pipes escaped, terminal escapes and line breaks gone', () => {
  expect(tableToMarkdown({ columns, rows: [['a|b\n\u001b[31mred', 0.123], [true, null]] })).toBe(
    ['| Text         | Share, % |', '| :----------- | -------: |', '| a\\|b [31mred |     12.3 |', '| yes          |          |'].join('\n'),
  );
});

test('every table of a study has distinct safe names, full rows and its own columns', () => {
  const tables = studyTables(buildStudyResults());
  expect(tables.map(({ name }) => name)).toEqual([
    'claims', 'claim-parts', 'accuracy', 'accuracy-by-group', 'attacks', 'evaluations', 'tuning', 'transfer', 'transfer-by-type', 'prompt-similarity', 'similarity-transfer', 'predictivity', 'top-neurons', 'single-neurons', 'null', 'null-by-layer', 'layer-shares', 'layer-share-sets', 'specificity', 'specificity-summary', 'rank-correlations', 'suppression', 'suppression-drop', 'suppression-contrasts', 'suppression-by-layer', 'suppression-elsewhere', 'overlap', 'retained', 'retained-comparison', 'link', 'link-points',
  ]);
  for (const { columns: own, rows } of tables) {
    expect(new Set(own.map(({ name }) => name)).size).toBe(own.length);
    for (const row of rows) expect(row).toHaveLength(own.length);
  }
});

test('every accuracy in a table has n, an interval and the majority rate', () => {
  for (const { columns: own, rows } of studyTables(buildStudyResults()).filter(({ name }) => ['accuracy', 'accuracy-by-group', 'transfer', 'suppression'].includes(name))) {
    const at = (name: string) => own.findIndex((column) => column.name === name);
    for (const row of rows) {
      const [n, low, accuracy, high, majority] = ['rows', 'low', 'accuracy', 'high', 'majority'].map((name) => row[at(name)] as number);
      expect(n).toBeGreaterThan(0);
      expect(low).toBeLessThanOrEqual(accuracy!);
      expect(high).toBeGreaterThanOrEqual(accuracy!);
      expect(majority).toBeGreaterThanOrEqual(0.5);
    }
  }
});

test('overview: one row per task and kind of data', () => {
  const { rows } = accuracyOverview(buildStudyResults({ tasks: 2, seeds: 2 }), 'tiny-t5');
  expect(rows.map(([task, , data]) => `${String(task)} ${String(data)}`)).toEqual(['sst2 clean (test)', 'sst2 adversarial', 'imdb clean (test)']);
  expect(rows[0]![5]).toMatch(/^\d+\.\d \[\d+\.\d–\d+\.\d\]$/);
  expect(rows[0]![6]).toMatch(/^\d+\.\d–\d+\.\d \(2\)$/);
});

test('LaTeX: booktabs, and nothing in a cell is a command', () => {
  const table = { name: 'n', title: 'A & B', columns: [{ name: 'a', label: 'a_b' }, { name: 'b', label: 'b, %', format: 'share' as const }], rows: [['\\input{x} $^~', 0.1234], [null, null]] };
  expect(tableToLatex(table).split('\n')).toEqual([
    '\\begin{table}', '\\caption{A \\& B}', '\\label{tab:n}', '\\begin{tabular}{lr}', '\\toprule', 'a\\_b & b, \\% \\\\', '\\midrule',
    '\\textbackslash{}input\\{x\\} \\$\\textasciicircum{}\\textasciitilde{} & 12.3 \\\\', ' &  \\\\', '\\bottomrule', '\\end{tabular}', '\\end{table}', '',
  ]);
});

test('no p-value is shown as 0, and LaTeX sets a hyphen before a number as a minus', () => {
  const table = { name: 'n', title: 'well-known', columns: [{ name: 'p', label: 'p', format: 'p' as const }, { name: 'd', label: 'd', format: 'number' as const, digits: 1 }, { name: 't', label: 't' }], rows: [[0.0002, -0.25, '-1.0 [-2.0 to 1.0], tiny-t5'], [0.031, 0.25, '2-1']] };
  expect(table.rows[0]!.map((cell, i) => cellText(cell, table.columns[i]!))[0]).toBe('< 0.001');
  expect(tableToLatex(table)).toContain('\\caption{well-known}');
  expect(tableToLatex(table)).toContain('\\textless{} 0.001 & $-$0.3 & $-$1.0 [$-$2.0 to 1.0], tiny-t5 \\\\\n0.031 & 0.3 & 2-1');
});

test('LaTeX: what is longer than a page is a longtable that repeats its header', () => {
  const table = { name: 'n', title: 'T', columns: [{ name: 'a', label: 'A' }, { name: 'b', label: 'B', format: 'integer' as const }], rows: Array.from({ length: 60 }, (_, i) => ['x', i]) };
  const lines = tableToLatex(table).split('\n');
  expect(lines.slice(0, 8)).toEqual(['\\begin{longtable}{lr}', '\\caption{T}\\label{tab:n} \\\\', '\\toprule', 'A & B \\\\', '\\midrule', '\\endhead', '\\bottomrule', '\\endfoot']);
  expect(lines.slice(8)).toHaveLength(62);
  expect(lines.at(-2)).toBe('\\end{longtable}');
  expect(tableToLatex({ ...table, rows: table.rows.slice(0, 10) })).toContain('\\begin{tabular}{lr}');
});
