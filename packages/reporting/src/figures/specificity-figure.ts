import { meanCorrelation } from '@skill-neurons/core';
import { fixed } from '../format.ts';
import type { SpecificityResult, StudyResults } from '../study-results.ts';
import { tasksByType } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { groupBreaks, heatMapSpec } from './heat-map.ts';
import { modelLooks } from './theme.ts';

/** Spearman correlation of predictivities between tasks, grouped by task type. */
export function specificityFigure(results: StudyResults, { model, stack, tasks, rho }: SpecificityResult, slug: string): Figure | undefined {
  const types = new Map(results.tasks.map(({ id, type }) => [id, type]));
  const order = tasksByType(results).map(({ id }) => id).filter((id) => tasks.includes(id));
  const cells = order.flatMap((row) => order.flatMap((column) => {
    const value = rho[tasks.indexOf(row)]![tasks.indexOf(column)];
    return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ row, column, value, text: fixed(value, 2) }];
  }));
  const pairs = cells.filter(({ row, column }) => row !== column);
  if (pairs.length === 0) return undefined;
  const meanOf = (same: boolean) => fixed(meanCorrelation(pairs.filter(({ row, column }) => (types.get(row) === types.get(column)) === same).map(({ value }) => value)), 2);
  // One scale for all models, so that their maps can be compared.
  const span = results.specificity.flatMap((entry) => entry.rho.flatMap((row, i) => row.filter((value, j): value is number => i !== j && value !== null && Number.isFinite(value))));
  const breaks = groupBreaks(order, (name) => types.get(name)!);
  return {
    name: `specificity-${slug}-${stack}`,
    title: `Task specificity in the ${stack} of ${model}: Spearman's rho`,
    caption: 'Rank correlation of neuron predictivity (mean over seeds) between tasks, mean over layers. Lines separate task types; colours mean the same for all models.',
    summary: `Mean correlation (by Fisher's z) between different tasks of the same type ${meanOf(true)}, of different types ${meanOf(false)}.`,
    spec: heatMapSpec({
      rows: order,
      columns: order,
      cells,
      columnBreaks: breaks,
      rowBreaks: breaks,
      corner: '',
      scheme: modelLooks(results.models).find(({ id }) => id === model)!.scheme,
      domain: [Math.min(0, ...span), Math.max(0.2, ...span)],
    }),
  };
}
