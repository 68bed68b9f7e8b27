import type { StudyResults } from '../study-results.ts';
import type { LinkPoint } from '../summaries/link.ts';
import { linkMeasureLabels, studyLink } from '../summaries/link-statistics.ts';
import type { LinkStatistics } from '../summaries/link-statistics.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** The points of the link as a table. */
export function linkTable(points: readonly LinkPoint[]): Table {
  return {
    name: 'link-points',
    title: 'Accuracy lost on adversarial data and consistency of skill neurons, per model, adversarial set and seed',
    columns: [
      column.model,
      { name: 'target', label: 'Adversarial set' },
      column.seed,
      { name: 'drop', label: 'Accuracy lost, points', format: 'share' },
      { name: 'overlap', label: 'Overlap beyond chance', format: 'number' },
      { name: 'retained', label: 'Above other neurons', format: 'number' },
      { name: 'correlation', label: 'Rank correlation', format: 'number' },
    ],
    rows: points.map(({ model, target, seed, drop, overlap, retained, correlation }) => [model, target, seed, drop, overlap, retained, correlation]),
  };
}

/** The statistics of the link as a table. */
export function linkStatisticsTable(statistics: readonly LinkStatistics[]): Table {
  const finite = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    name: 'link',
    title: 'Accuracy lost against consistency of skill neurons (negative: less is lost where they stay)',
    columns: [
      { name: 'measure', label: 'Against' },
      { name: 'scale', label: 'Compared' },
      { name: 'statistic', label: 'Statistic' },
      { name: 'value', label: 'Value', format: 'number' },
      { name: 'low', label: '95% low', format: 'number' },
      { name: 'high', label: '95% high', format: 'number' },
      { name: 'p', label: 'p', format: 'p' },
      { name: 'leastP', label: 'Least possible p', format: 'p' },
      { name: 'models', label: 'Models', format: 'integer' },
      { name: 'sets', label: 'Sets', format: 'integer' },
      { name: 'runs', label: 'Runs', format: 'integer' },
    ],
    rows: statistics.flatMap(({ measure, pooled, within, between, groups, clusters, points }) => {
      const row = (scale: string, statistic: string, { value, low, high, p }: { value: number; low?: number; high?: number; p?: number }) => [
        linkMeasureLabels[measure], scale, statistic, finite(value), finite(low), finite(high), p ?? null, p === undefined ? null : within.leastP, groups, clusters, points,
      ];
      return [
        row('within models', 'Spearman', within.spearman),
        row('within models', 'Pearson', within.pearson),
        row('within models', 'points lost per 0.1', { ...scaled(within.slope) }),
        row('all pairs', 'Spearman', pooled.spearman),
        row('all pairs', 'Pearson', pooled.pearson),
        ...(groups > 2 ? [row('model means', 'Pearson', { value: between.pearson })] : []),
      ];
    }),
  };
}

/** Accuracy in points (hundredths) per tenth of the measure. */
function scaled({ value, low, high }: { value: number; low?: number; high?: number }): { value: number; low?: number; high?: number } {
  return { value: 10 * value, ...(low === undefined || high === undefined ? {} : { low: 10 * low, high: 10 * high }) };
}

export function linkTables(results: StudyResults): Table[] {
  const { points, statistics } = studyLink(results);
  return [linkStatisticsTable(statistics), linkTable(points)];
}
