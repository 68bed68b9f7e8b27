import type { StudyResults } from '../study-results.ts';
import { similarityLabels, transferPredictors } from '../summaries/prompt-similarities.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

const pairsOf = { same: 'one seed', other: 'two seeds' } as const;

export function promptSimilarityTable({ promptSimilarities = [], tasks }: StudyResults): Table {
  const typeOf = new Map(tasks.map(({ id, type }) => [id, type]));
  return {
    name: 'prompt-similarity',
    title: 'How alike the prompts of two tasks are, mean over pairs of seeds',
    columns: [
      column.model,
      { name: 'measure', label: 'Measure' },
      { name: 'seeds', label: 'Pairs of' },
      column.task,
      { name: 'otherTask', label: 'Other task' },
      { name: 'sameType', label: 'Same type' },
      { name: 'similarity', label: 'Similarity', format: 'number' },
    ],
    // Symmetric: every pair once.
    rows: promptSimilarities.flatMap(({ model, measure, seeds, tasks: names, values }) => names.flatMap((task, i) => names.slice(i).flatMap((otherTask, j) => {
      const value = values[i]![i + j];
      return typeof value === 'number' ? [[model, similarityLabels[measure], pairsOf[seeds], task, otherTask, typeOf.get(task) === typeOf.get(otherTask), value]] : [];
    }))),
  };
}

export function transferPredictorTable(results: StudyResults): Table {
  return {
    name: 'similarity-transfer',
    title: 'Similarity of two tasks against relative transfer between them (Spearman; p by Mantel\'s test)',
    columns: [
      column.model,
      { name: 'measure', label: 'Similarity of' },
      { name: 'seeds', label: 'Pairs of' },
      { name: 'tasks', label: 'Tasks', format: 'integer' },
      { name: 'pairs', label: 'Pairs', format: 'integer' },
      { name: 'rho', label: 'rho', format: 'number', digits: 2 },
      { name: 'low', label: '95% low', format: 'number', digits: 2 },
      { name: 'high', label: '95% high', format: 'number', digits: 2 },
      { name: 'p', label: 'p', format: 'p', digits: 4 },
      { name: 'adjustedP', label: 'p, adjusted', format: 'p', digits: 4 },
      { name: 'leastP', label: 'Least possible p', format: 'p', digits: 4 },
    ],
    rows: transferPredictors(results).map(({ model, label, seeds, items, pairs, rho, low, high, p, adjustedP, leastP }) => [model, label, seeds === null ? null : pairsOf[seeds], items.length, pairs, rho, low ?? null, high ?? null, p, adjustedP, leastP]),
  };
}
