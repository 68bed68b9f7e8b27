import { shareStandardError, wilsonInterval, type Interval } from '@skill-neurons/core';
import { percent } from './accuracy-text.ts';
import { plainText } from './plain-text.ts';
import { terminalWidth, textTable } from './text-table.ts';

/** What a share measures, and which way is better. */
export interface Metric {
  name: string;
  higherIsBetter: boolean;
}

export const accuracy: Metric = { name: 'accuracy', higherIsBetter: true };

/** One measured share of rows. */
export interface ResultRow {
  model?: string;
  task: string;
  split: string;
  prompt?: string;
  n: number;
  metric: Metric;
  value: number;
  /** Standard error of the value; null where one row is no sample. */
  standardError?: number | null;
  /** 95 % interval. */
  interval?: Interval;
  /** Share of the most frequent class. */
  majority?: number;
}

/** A share of rows with its standard error and its interval: Wilson's unless another is given. */
export function shareOf({ correct, n, interval }: { correct: number; n: number; interval?: Interval }): { n: number; value: number; standardError: number | null; interval: Interval } {
  const value = correct / n;
  return { n, value, standardError: shareStandardError(value, n), interval: interval ?? wilsonInterval(value, n) };
}

type ResultColumn = [label: string, cell: (row: ResultRow) => string | undefined];

const stderrText = ({ standardError }: ResultRow) => (standardError === undefined ? undefined : standardError === null ? '-' : percent(standardError));
const arrow = ({ metric }: ResultRow) => (metric.higherIsBetter ? '↑' : '↓');

const about: ResultColumn[] = [['Model', ({ model }) => model], ['Task', ({ task }) => task], ['Split', ({ split }) => split], ['Prompt', ({ prompt }) => prompt], ['n', ({ n }) => String(n)]];
const behind: ResultColumn[] = [
  ['95 %', ({ interval }) => interval && `${percent(interval.low)} to ${percent(interval.high)}`],
  ['Majority', ({ majority }) => (majority === undefined ? undefined : percent(majority))],
];
const wide: ResultColumn[] = [
  ...about, ['Metric', ({ metric }) => `${metric.name}, %`], ['', arrow],
  ['Value', ({ value }) => percent(value)], ['', (row) => stderrText(row) && '±'], ['Stderr', stderrText], ...behind,
];
const narrow: ResultColumn[] = [...about, ['Metric', (row) => `${row.metric.name}, % ${arrow(row)}`], ['Value', (row) => [percent(row.value), stderrText(row)].filter(Boolean).join(' ± ')], ...behind];

/**
 * Shares in percent as the field prints them: Task | Split | Prompt | n | Metric | arrow | Value | ± | Stderr, then interval and
 * majority. Columns that no row fills are left out. In a narrow terminal what all rows have in common stands above the table.
 */
export function resultsTable(rows: readonly ResultRow[], width = terminalWidth()): string {
  const tableOf = (columns: readonly ResultColumn[], otherwise?: () => string) => {
    const shown = columns.filter(([, cell]) => rows.some((row) => cell(row) !== undefined));
    return textTable(shown.map(([label]) => label), rows.map((row) => shown.map(([, cell]) => cell(row) ?? '')), width, otherwise);
  };
  return tableOf(wide, () => {
    const inCommon = narrow.filter(([label, cell]) => label !== 'Value' && rows.length > 1 && rows.every((row) => cell(row) !== undefined && cell(row) === cell(rows[0]!)));
    const above = inCommon.map(([label, cell]) => `${label} ${plainText(cell(rows[0]!)!)}`).join(', ');
    return `${above}${above === '' ? '' : '\n'}${tableOf(narrow.filter((column) => !inCommon.includes(column)))}`;
  });
}
