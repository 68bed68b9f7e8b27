import type { StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import { suppressedLabels, suppressionCurves, suppressionTargets } from '../summaries/suppression.ts';
import type { SuppressionPoint } from '../summaries/suppression.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

export function suppressionTable(results: StudyResults): Table {
  return {
    name: 'suppression',
    title: 'Accuracy after suppressing neurons, mean over seeds and draws (higher is better)',
    columns: [
      column.model, column.task, column.split, column.adversarial,
      { name: 'neurons', label: 'Neurons' },
      column.suppressed,
      { name: 'neuronsPerLayer', label: 'Neurons per layer', format: 'integer' },
      column.rows,
      { name: 'runs', label: 'Runs', format: 'integer' },
      column.accuracy, column.low, column.high,
      { name: 'lowestRun', label: 'Lowest run', format: 'share' },
      { name: 'highestRun', label: 'Highest run', format: 'share' },
      column.majority,
    ],
    rows: results.models.flatMap(({ id: model }) => suppressionTargets(results, model).flatMap((target) => {
      const majority = accuracyOf(results, model, target, { prompt: 'tuned', source: target.task })?.majority ?? null;
      return suppressionCurves(results, model, target).map((p) => [model, target.task, target.split, target.adversarial, p.neurons, p.percent, p.neuronsPerLayer, p.rows, p.runs, p.mean, p.low, p.high, p.lowest, p.highest, majority]);
    })),
  };
}

/** Accuracy lost at the largest suppression rate, per model, target and kind of neurons. */
export function suppressionDropTable(results: StudyResults): Table {
  return {
    name: 'suppression-drop',
    title: 'Accuracy at the largest suppression rate',
    columns: [
      column.model, column.task, column.data,
      { name: 'neurons', label: 'Suppressed neurons' },
      column.suppressed, column.rows, column.majority,
      { name: 'before', label: 'Accuracy before, %', format: 'share' },
      { name: 'after', label: 'Accuracy after, %', format: 'share' },
      column.low, column.high,
      { name: 'drop', label: 'Drop, points', format: 'share' },
    ],
    rows: results.models.flatMap(({ id: model }) => suppressionTargets(results, model).flatMap((target) => {
      const curves = suppressionCurves(results, model, target);
      const majority = accuracyOf(results, model, target, { prompt: 'tuned', source: target.task })?.majority ?? null;
      return lastPoints(curves).map((last) => {
        const before = curves.find(({ neurons, percent }) => neurons === last.neurons && percent === 0) ?? curves.find(({ percent }) => percent === 0);
        return [model, target.task, target.adversarial ? 'adversarial' : 'clean', suppressedLabels[last.neurons], last.percent, last.rows, majority, before?.mean ?? null, last.mean, last.low, last.high, before === undefined ? null : before.mean - last.mean];
      });
    })),
  };
}

function lastPoints(curves: readonly SuppressionPoint[]): SuppressionPoint[] {
  return curves.filter((point) => point.percent > 0 && !curves.some(({ neurons, percent }) => neurons === point.neurons && percent > point.percent));
}
