import type { StudyResults } from '../study-results.ts';
import { discoveryShare } from '../summaries/nulls.ts';
import { kinshipLabels, kinshipOf, kinshipSummaries } from '../summaries/rank-correlations.ts';
import { retainedComparisons } from '../summaries/retained.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

const finite = (value: number) => (Number.isFinite(value) ? value : null);

export function nullTable({ nulls = [] }: StudyResults): Table {
  return {
    name: 'null',
    title: 'Predictivity against shuffled labels, and on rows that did not choose the neurons',
    columns: [
      column.model, column.task, column.split, column.seed, column.n,
      { name: 'permutations', label: 'Shuffles', format: 'integer' },
      { name: 'discoveries', label: 'Discoveries, % of neurons', format: 'share' },
      { name: 'familyWise', label: 'Family-wise', format: 'integer' },
      { name: 'expected', label: 'Floor by calculation, %', format: 'share' },
      { name: 'halvesRho', label: 'Halves: rho', format: 'number', digits: 2 },
      { name: 'corrected', label: 'All rows: rho', format: 'number', digits: 2 },
      { name: 'top', label: 'Top, %', format: 'number', digits: 0 },
      { name: 'whereChosen', label: 'Top, where chosen, %', format: 'share' },
      { name: 'elsewhere', label: 'Top, elsewhere, %', format: 'share' },
      { name: 'othersElsewhere', label: 'Others, elsewhere, %', format: 'share' },
    ],
    rows: nulls.map((entry) => {
      const { model, task, split, seed, n, permutations, layers, expected, stability } = entry;
      const halves = stability ? [stability.rho, stability.corrected, stability.top, stability.whereChosen, stability.elsewhere, stability.othersElsewhere] : [null, null, null, null, null, null];
      return [model, task, split, seed, n, permutations, discoveryShare(entry), layers.reduce((sum, { familyWise }) => sum + familyWise, 0), expected, ...halves];
    }),
  };
}

export function nullLayerTable({ nulls = [] }: StudyResults): Table {
  return {
    name: 'null-by-layer',
    title: 'Predictivity against shuffled labels, by layer',
    columns: [
      column.model, column.task, column.split, column.seed, column.stack, column.layer,
      { name: 'neurons', label: 'Neurons', format: 'integer' },
      { name: 'discoveries', label: 'Discoveries', format: 'integer' },
      { name: 'familyWise', label: 'Family-wise', format: 'integer' },
      { name: 'best', label: 'Best, %', format: 'share' },
      { name: 'bestOfShuffles', label: 'Best of shuffles, %', format: 'share' },
      { name: 'mean', label: 'Mean, %', format: 'share' },
      { name: 'meanOfShuffles', label: 'Mean of shuffles, %', format: 'share' },
    ],
    rows: nulls.flatMap(({ model, task, split, seed, layers }) => layers.map((l) => [model, task, split, seed, l.stack, l.layer, l.neurons, l.discoveries, l.familyWise, l.best, l.bestOfShuffles, l.mean, l.meanOfShuffles])),
  };
}

export function rankCorrelationTable(results: StudyResults): Table {
  return {
    name: 'rank-correlations',
    title: 'Spearman correlation of predictivities, with bootstrap intervals over neurons',
    columns: [
      column.model, column.stack,
      { name: 'kinship', label: 'Rankings of' },
      column.task,
      { name: 'otherTask', label: 'Other task' },
      column.seed,
      { name: 'otherSeed', label: 'Other seed', format: 'integer' },
      { name: 'scope', label: 'Scope' },
      { name: 'neurons', label: 'Neurons' },
      column.top,
      { name: 'count', label: 'n neurons', format: 'integer' },
      { name: 'rho', label: 'rho', format: 'number' },
      { name: 'low', label: '95% low', format: 'number' },
      { name: 'high', label: '95% high', format: 'number' },
    ],
    rows: (results.rankCorrelations ?? []).map((r) => [r.model, r.stack, kinshipLabels[kinshipOf(results, r)], r.task, r.otherTask, r.seed, r.otherSeed, r.scope, r.neurons, r.percent, r.count, r.rho, r.low, r.high]),
  };
}

export function kinshipTable(results: StudyResults): Table {
  const order = Object.keys(kinshipLabels);
  const scopes = { layer: 'mean of layers', model: 'whole model' };
  return {
    name: 'specificity-summary',
    title: 'Agreement of rankings by what they have in common (Spearman, mean by Fisher\'s z)',
    columns: [
      column.model,
      { name: 'scope', label: 'Scope' },
      { name: 'neurons', label: 'Neurons' },
      { name: 'kinship', label: 'Rankings of' },
      { name: 'pairs', label: 'Pairs', format: 'integer' },
      { name: 'rho', label: 'rho', format: 'number', digits: 2 },
      { name: 'lowest', label: 'Lowest', format: 'number', digits: 2 },
      { name: 'highest', label: 'Highest', format: 'number', digits: 2 },
    ],
    rows: kinshipSummaries(results)
      .sort((a, b) => order.indexOf(a.kinship) - order.indexOf(b.kinship))
      .map(({ model, scope, neurons, percent, kinship, pairs, rho, lowest, highest }) => [model, scopes[scope], neurons === 'all' ? 'all' : `${neurons} of top ${percent}%`, kinshipLabels[kinship], pairs, rho, lowest, highest]),
  };
}

export function retainedTable({ retained = [] }: StudyResults): Table {
  return {
    name: 'retained',
    title: 'Clean skill neurons on adversarial data',
    columns: [
      column.model, column.task, column.split, column.seed, column.top, column.stack,
      { name: 'positions', label: 'Positions' },
      { name: 'clean', label: 'On clean data, %', format: 'share' },
      { name: 'adversarial', label: 'On adversarial data, %', format: 'share' },
      { name: 'others', label: 'Others there, %', format: 'share' },
      { name: 'separation', label: 'Above others', format: 'number' },
    ],
    rows: retained.map((r) => [r.model, r.task, r.split, r.seed, r.percent, r.stack, r.positions, r.clean, r.adversarial, r.others, r.separation]),
  };
}

export function retainedComparisonTable(results: StudyResults): Table {
  return {
    name: 'retained-comparison',
    title: 'Clean skill neurons above others on adversarial data: models compared, paired by set (sign flips)',
    columns: [
      column.model,
      { name: 'other', label: 'Minus' },
      { name: 'sets', label: 'Sets', format: 'integer' },
      { name: 'difference', label: 'Difference', format: 'number' },
      { name: 'low', label: '95% low', format: 'number' },
      { name: 'high', label: '95% high', format: 'number' },
      { name: 'p', label: 'p', format: 'p' },
      { name: 'leastP', label: 'Least possible p', format: 'p' },
    ],
    rows: retainedComparisons(results).map(({ a, b, sets, difference, low, high, p, leastP }) => [a, b, sets, difference, finite(low), finite(high), p, leastP]),
  };
}
