import { wilsonInterval, type Interval } from '@skill-neurons/core';
import { percent } from './accuracy-text.ts';
import { textTable } from './text-table.ts';

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

/** A share of rows with its standard error, as lm-evaluation-harness takes it, and its interval: Wilson's unless another is given. */
export function shareOf({ correct, n, interval }: { correct: number; n: number; interval?: Interval }): { n: number; value: number; standardError: number | null; interval: Interval } {
  const value = correct / n;
  return { n, value, standardError: n < 2 ? null : Math.sqrt((value * (1 - value)) / (n - 1)), interval: interval ?? wilsonInterval(value, n) };
}

/** Shares in percent as the field prints them: Task | Split | Prompt | n | Metric | arrow | Value | ± | Stderr, then interval and majority. */
export function resultsTable(rows: readonly ResultRow[]): string {
  const columns: [string, (row: ResultRow) => string | undefined][] = [
    ['Model', ({ model }) => model],
    ['Task', ({ task }) => task],
    ['Split', ({ split }) => split],
    ['Prompt', ({ prompt }) => prompt],
    ['n', ({ n }) => String(n)],
    ['Metric', ({ metric }) => `${metric.name}, %`],
    ['', ({ metric }) => (metric.higherIsBetter ? '↑' : '↓')],
    ['Value', ({ value }) => percent(value)],
    ['', ({ standardError }) => (standardError === undefined ? undefined : '±')],
    ['Stderr', ({ standardError }) => (standardError === undefined ? undefined : standardError === null ? '-' : percent(standardError))],
    ['95 %', ({ interval }) => interval && `${percent(interval.low)} to ${percent(interval.high)}`],
    ['Majority', ({ majority }) => (majority === undefined ? undefined : percent(majority))],
  ];
  const shown = columns.filter(([, cell]) => rows.some((row) => cell(row) !== undefined));
  return textTable(shown.map(([label]) => label), rows.map((row) => shown.map(([, cell]) => cell(row) ?? '')));
}
