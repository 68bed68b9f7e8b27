import type { StudyResults } from '../study-results.ts';
import { normalisedMatrix } from '../summaries/rank-correlations.ts';
import { tasksByType } from '../summaries/targets.ts';
import { predictivityOf, topNeurons } from '../summaries/top-neurons.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** The best neurons of each model and task; `limit` of each. */
export function topNeuronTable(results: StudyResults, limit = Infinity): Table {
  return {
    name: 'top-neurons',
    title: 'Most predictive neurons (id is layer.neuron, counted from 0)',
    columns: [
      column.model, column.task, column.data,
      { name: 'neuron', label: 'Neuron' },
      column.stack,
      { name: 'predictivity', label: 'Predictivity, %', format: 'share' },
      { name: 'predicts', label: 'Firing predicts' },
      { name: 'position', label: 'Prompt position', format: 'integer' },
      column.seeds,
    ],
    rows: results.models.flatMap(({ id: model }) => tasksByType(results).flatMap(({ id: task, labels }) => [false, true].flatMap((adversarial) =>
      topNeurons(predictivityOf(results, model, task, adversarial)).slice(0, limit).map(({ id, stack, predictivity, sign, position, seeds }) => [
        model, task, adversarial ? 'adversarial' : 'clean', id, stack, predictivity, sign === 0 ? 'seeds disagree' : (labels[sign === 1 ? 1 : 0] ?? null), position, seeds,
      ])))),
  };
}

export function predictivityTable({ predictivity }: StudyResults): Table {
  return {
    name: 'predictivity',
    title: 'Predictivity of the neurons of every layer',
    columns: [
      column.model, column.task, column.split, column.adversarial, column.seed, column.n, column.stack, column.layer,
      { name: 'minimum', label: 'Minimum, %', format: 'share' },
      { name: 'lowerQuartile', label: 'Lower quartile, %', format: 'share' },
      { name: 'median', label: 'Median, %', format: 'share' },
      { name: 'upperQuartile', label: 'Upper quartile, %', format: 'share' },
      { name: 'maximum', label: 'Maximum, %', format: 'share' },
      { name: 'mean', label: 'Mean, %', format: 'share' },
      { name: 'constant', label: 'Constant neurons', format: 'integer' },
      { name: 'nullFloor', label: 'Null floor, %', format: 'share' },
    ],
    rows: predictivity.flatMap((p) => p.layers.map((l) => [p.model, p.task, p.split, p.adversarial, p.seed, p.n, l.stack, l.layer, l.minimum, l.lowerQuartile, l.median, l.upperQuartile, l.maximum, l.mean, l.constant, p.nullFloor?.predictivity ?? null])),
  };
}

export function specificityTable({ specificity }: StudyResults): Table {
  return {
    name: 'specificity',
    title: 'Spearman correlation of predictivity between tasks',
    columns: [
      column.model, column.stack, column.task,
      { name: 'otherTask', label: 'Other task' },
      { name: 'rho', label: 'rho', format: 'number' },
      { name: 'normalised', label: 'Normalised over the pairs', format: 'number' },
    ],
    rows: specificity.flatMap(({ model, stack, tasks, rho }) => {
      const normalised = normalisedMatrix(rho);
      return rho.flatMap((row, i) => row.map((value, j) => [model, stack, tasks[i]!, tasks[j]!, value, normalised[i]![j]!]));
    }),
  };
}
