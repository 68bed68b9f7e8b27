import { mean } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { suppressedLabels } from '../summaries/suppression.ts';
import { contrastsAtLargestRate, contrastSummaries, elsewherePoints, layerSweep } from '../summaries/suppression-details.ts';
import type { ContrastSummary, ElsewherePoint } from '../summaries/suppression-details.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

const contrastColumns: Table['columns'] = [
  column.model, column.task, column.data,
  { name: 'ranking', label: 'Skill neurons found on' },
  { name: 'control', label: 'Control' },
  column.suppressed, column.n, column.seeds,
  { name: 'difference', label: 'Control above skill, points', format: 'share' },
  column.low, column.high,
  { name: 'lowestSeed', label: 'Lowest seed', format: 'share' },
  { name: 'highestSeed', label: 'Highest seed', format: 'share' },
  { name: 'significant', label: 'Seeds with p < 0.05', format: 'integer' },
];

const controlNames = { random: 'random', matched: 'equally active', least: 'least predictive' };

const contrastRow = (c: ContrastSummary): Table['rows'][number] => [
  c.model, c.task, c.adversarial ? 'adversarial' : 'clean', c.ranking, controlNames[c.control], c.percent, c.n, c.seeds, c.difference, c.low, c.high, c.lowestSeed, c.highestSeed, c.significant,
];

/** Skill neurons against each control, paired by row, at every rate. */
export function suppressionContrastTable(results: StudyResults): Table {
  return { name: 'suppression-contrasts', title: 'What skill neurons cost more than controls, paired by row', columns: contrastColumns, rows: contrastSummaries(results).map(contrastRow) };
}

/** The same at the largest rate, for the page. */
export function suppressionContrastOverview(results: StudyResults): Pick<Table, 'title' | 'columns' | 'rows'> {
  return { title: 'What skill neurons cost more than controls, paired by row, at the largest rate', columns: contrastColumns, rows: contrastsAtLargestRate(results).map(contrastRow) };
}

export function layerSweepTable(results: StudyResults): Table {
  return {
    name: 'suppression-by-layer',
    title: 'Accuracy with one layer suppressed, clean data',
    columns: [
      column.model, column.task, column.layer,
      { name: 'neurons', label: 'Neurons' },
      column.suppressed, column.rows,
      { name: 'runs', label: 'Runs', format: 'integer' },
      column.accuracy, column.low, column.high,
    ],
    rows: results.models.flatMap(({ id }) => layerSweep(results, id).map((p) => [id, p.task, p.layer, suppressedLabels[p.neurons], p.percent, p.rows, p.runs, p.mean, p.low, p.high])),
  };
}

/** Every pair of a task whose neurons are suppressed and a task that is evaluated. */
export function suppressionElsewhereTable(results: StudyResults): Table {
  return {
    name: 'suppression-elsewhere',
    title: 'Accuracy of every task with the skill neurons of one task suppressed, at the largest rate',
    columns: [
      column.model,
      { name: 'neuronsOf', label: 'Neurons of' },
      { name: 'task', label: 'Evaluated' },
      { name: 'sameType', label: 'Same type' },
      column.suppressed, column.n,
      { name: 'intact', label: 'Intact, %', format: 'share' },
      { name: 'skill', label: 'Skill suppressed, %', format: 'share' },
      { name: 'random', label: 'Random suppressed, %', format: 'share' },
    ],
    rows: results.models.flatMap(({ id }) => elsewherePoints(results, id).map((p) => [id, p.neuronsOf, p.task, p.sameType, p.percent, p.n, p.intact, p.skill, p.random])),
  };
}

/** Mean loss of accuracy on the own task, on tasks of its type, and on others. */
export function suppressionSpecificityTable(results: StudyResults): Pick<Table, 'title' | 'columns' | 'rows'> {
  const groups: [string, (p: ElsewherePoint) => boolean][] = [
    ['the task itself', ({ neuronsOf, task }) => neuronsOf === task],
    ['other tasks of its type', ({ neuronsOf, task, sameType }) => neuronsOf !== task && sameType],
    ['tasks of other types', ({ sameType }) => !sameType],
  ];
  return {
    title: 'Whom the skill neurons of a task serve: accuracy lost when they are suppressed, at the largest rate',
    columns: [
      column.model,
      { name: 'evaluated', label: 'Evaluated' },
      { name: 'pairs', label: 'Pairs of tasks', format: 'integer' },
      column.suppressed,
      { name: 'skill', label: 'Lost with skill neurons, points', format: 'share' },
      { name: 'random', label: 'Lost with random neurons, points', format: 'share' },
    ],
    rows: results.models.flatMap(({ id }) => groups.flatMap(([name, belongs]) => {
      const pairs = elsewherePoints(results, id).filter((p) => belongs(p) && p.intact !== null);
      if (pairs.length === 0) return [];
      return [[id, name, pairs.length, pairs[0]!.percent, mean(pairs.map((p) => p.intact! - p.skill)), mean(pairs.map((p) => p.intact! - p.random))]];
    })),
  };
}
