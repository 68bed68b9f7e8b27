import { mean } from '@skill-neurons/core';
import { percentText } from '../format.ts';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { reportTargets, targetLabel } from '../summaries/targets.ts';
import { transferCells, transferPairs } from '../summaries/transfer.ts';
import type { TransferCell } from '../summaries/transfer.ts';
import type { Figure } from './figure.ts';
import { groupBreaks, heatMapSpec } from './heat-map.ts';
import { modelLooks } from './theme.ts';

const MAJORITY = 'majority rate';

/** Absolute and relative transfer of one model: rows are sources, columns are targets, grouped by task type. */
export function transferFigures(results: StudyResults, model: ModelSummary, slug: string): Figure[] {
  const cells = transferCells(results, model.id);
  const tuned = cells.filter(({ source }) => source.prompting.prompt === 'tuned');
  if (tuned.length === 0) return [];
  return [absoluteFigure(results, model, slug, cells), relativeFigure(results, model, slug, cells)].filter((figure) => figure !== undefined);
}

function absoluteFigure(results: StudyResults, model: ModelSummary, slug: string, cells: readonly TransferCell[]): Figure {
  const targets = reportTargets(results);
  // Clean targets first, then the adversarial ones, each by type.
  const shown = [...cells].sort((a, b) => Number(a.target.adversarial) - Number(b.target.adversarial));
  const label = (cell: TransferCell) => targetLabel(cell.target, targets);
  const columns = [...new Set(shown.map(label))];
  const rows = [...new Set(cells.map(({ source }) => source.label)), MAJORITY];
  const majorities = columns.map((column) => ({ row: MAJORITY, column, value: shown.find((cell) => label(cell) === column)!.absolute.majority }));
  const values = [...shown.map((cell) => ({ row: cell.source.label, column: label(cell), value: cell.absolute.mean })), ...majorities];
  const groupOf = typeLookup(results);
  const own = cells.filter(({ source, target }) => source.label === target.task && source.prompting.prompt === 'tuned');
  const of = (adversarial: boolean) => own.filter(({ target }) => target.adversarial === adversarial).map(({ absolute }) => absolute.mean);
  return {
    name: `transfer-absolute-${slug}`,
    title: `Transfer of ${model.id}: accuracy, %`,
    caption: 'Rows: the prompt used; columns: the data it was used on, with the template and label words of that task, never tuned on it except where row and column name the same task. Lines separate task types; the last rows, below the thick line, are controls, and the last columns, right of it, adversarial data. Colours mean the same for all models. Higher is better.',
    summary: `Own prompt: mean accuracy ${percentText(mean(of(false)))} on clean data${of(true).length > 0 ? `, ${percentText(mean(of(true)))} on adversarial data` : ''}. The numbers of every cell, with n and intervals, are in the table transfer.csv.`,
    spec: heatMapSpec({
      rows,
      columns,
      cells: values.map((cell) => ({ ...cell, text: (100 * cell.value).toFixed(0) })),
      columnDivide: shown.some(({ target }) => target.adversarial) ? columns.findLast((name) => shown.some((cell) => label(cell) === name && !cell.target.adversarial)) : undefined,
      rowDivide: lastTask(rows, results),
      columnBreaks: groupBreaks(columns, (name) => `${shown.find((cell) => label(cell) === name)!.target.adversarial} ${groupOf(shown.find((cell) => label(cell) === name)!.target.task)}`),
      rowBreaks: groupBreaks(rows, groupOf),
      corner: 'source ↓  target →',
      scheme: lookOf(results, model),
      domain: [Math.min(0.4, ...results.models.flatMap(({ id }) => transferCells(results, id).map(({ absolute }) => absolute.mean))), 1],
    }),
  };
}

function relativeFigure(results: StudyResults, model: ModelSummary, slug: string, cells: readonly TransferCell[]): Figure | undefined {
  const relative = cells.flatMap(({ source, target, relative: value }) => (value === null ? [] : [{ row: source.label, column: target.task, value, text: (100 * value).toFixed(0) }]));
  if (relative.length === 0) return undefined;
  const columns = [...new Set(relative.map(({ column }) => column))];
  const rows = [...new Set(relative.map(({ row }) => row))];
  const groupOf = typeLookup(results);
  const pairs = transferPairs(results, model.id);
  const meanOf = (same: boolean) => percentText(mean(pairs.filter(({ sameType }) => sameType === same).map((pair) => pair.relative)));
  return {
    name: `transfer-relative-${slug}`,
    title: `Transfer of ${model.id}: accuracy relative to the target's own prompt, %`,
    caption: 'Rows: the prompt used; columns: the clean data it was used on. 100 means as good as the prompt tuned on that task. Lines separate task types, below the thick one stand controls; colours mean the same for all models. Higher is better.',
    summary: pairs.length === 0 ? 'Only the diagonal was evaluated.' : `Between different tasks of the same type: mean ${meanOf(true)}; of different types: mean ${meanOf(false)}.`,
    spec: heatMapSpec({
      rows,
      columns,
      cells: relative,
      rowDivide: lastTask(rows, results),
      columnBreaks: groupBreaks(columns, groupOf),
      rowBreaks: groupBreaks(rows, groupOf),
      corner: 'source ↓  target →',
      scheme: lookOf(results, model),
      domain: [Math.min(0.5, ...results.models.flatMap(({ id }) => transferCells(results, id).flatMap((cell) => cell.relative ?? []))), 1],
    }),
  };
}

/** The last row of a tuned prompt, where controls follow. */
function lastTask(rows: readonly string[], { tasks }: StudyResults): string | undefined {
  const isTask = (row: string) => tasks.some(({ id }) => id === row);
  return rows.every(isTask) ? undefined : rows.findLast(isTask);
}

function typeLookup({ tasks }: StudyResults): (name: string) => string {
  const types = new Map(tasks.map(({ id, type }) => [id, type]));
  return (name) => types.get(name) ?? 'control';
}

function lookOf({ models }: StudyResults, { id }: ModelSummary): string {
  return modelLooks(models).find((look) => look.id === id)!.scheme;
}
