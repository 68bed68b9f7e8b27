import { fixed, percentText, rangeText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import { attackSummaries } from '../summaries/attacks.ts';
import { cleanTarget, reportTargets, targetLabel } from '../summaries/targets.ts';
import type { Target } from '../summaries/targets.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** Long form: every adversarial set as a whole and by kind of row, with what is known of the rows before the attack. */
export function attackTable(results: StudyResults): Table {
  return {
    name: 'attacks',
    title: 'Attacked rows by kind, and the rows that they were made from',
    columns: [
      column.model, column.task, column.split,
      { name: 'group', label: 'Kind of row' },
      column.rows, column.seeds, column.majority,
      { name: 'accuracyUnderAttack', label: 'Accuracy under attack, %', format: 'share' },
      column.low, column.high,
      { name: 'pairs', label: 'Rows with an original', format: 'integer' },
      { name: 'originalAccuracy', label: 'Original accuracy, %', format: 'share' },
      { name: 'attacked', label: 'Right before, all seeds', format: 'integer' },
      { name: 'turned', label: 'Turned, all seeds', format: 'integer' },
      { name: 'attackSuccess', label: 'Attack success, %', format: 'share' },
      { name: 'successLow', label: '95% low', format: 'share' },
      { name: 'successHigh', label: '95% high', format: 'share' },
      { name: 'wordsChanged', label: 'Words changed, mean', format: 'number', digits: 1 },
      { name: 'shareChanged', label: 'Words changed, % of the original', format: 'share' },
    ],
    rows: results.models.flatMap(({ id }) => attackSummaries(results, id).map(({ model, target, group, rows, seeds, majority, accuracy, pairs }) => [
      model, target.task, target.split, group, rows, seeds, majority, accuracy.mean, accuracy.low, accuracy.high,
      pairs?.rows ?? null, pairs?.original ?? null, pairs?.attacked ?? null, pairs?.turned ?? null,
      pairs?.success?.rate ?? null, pairs?.success?.low ?? null, pairs?.success?.high ?? null, pairs?.wordsChanged ?? null, pairs?.shareChanged ?? null,
    ])),
  };
}

/** `sst2`, or with the split's name where a task has several adversarial splits. */
export function setName(target: Target, targets: readonly Target[]): string {
  return targetLabel(target, targets).replace(' adv.', '');
}

/** For people: the adversarial sets of one model, as a whole or by kind of row. */
export function attackOverview(results: StudyResults, model: string, part: 'sets' | 'kinds'): Table {
  const targets = reportTargets(results);
  const bySet = part === 'sets';
  const known = attackSummaries(results, model).filter(({ group }) => (group === null) === bySet);
  const withPairs = known.some(({ pairs }) => pairs !== null);
  const withMajority = known.some((found) => found.majority !== null);
  const rows = known.map(({ target, group, rows: n, majority, accuracy, pairs }) => {
    const clean = cleanTarget(targets, target.task);
    const ofClean = clean ? (accuracyOf(results, model, clean, { prompt: 'tuned', source: target.task })?.mean ?? null) : null;
    const before = pairs === null ? [null, null, null, null] : [
      `${percentText(pairs.original).slice(0, -1)}${pairs.rows < n ? ` (${pairs.rows} rows)` : ''}`, pairs.success === null ? null : `${percentText(pairs.success.rate).slice(0, -1)} [${rangeText(pairs.success)}]`,
      `${pairs.turned} of ${pairs.attacked}`, `${fixed(pairs.wordsChanged, 1)} (${percentText(pairs.shareChanged, 0)})`,
    ];
    return [setName(target, targets), ...(bySet ? [] : [group]), n, `${percentText(accuracy.mean).slice(0, -1)} [${rangeText(accuracy)}]`, ...(withMajority ? [majority] : []), ...(bySet ? [ofClean] : []), ...(withPairs ? before : [])];
  });
  return {
    name: `attacks-${model}`,
    title: `Accuracy on attacked rows (higher is better)${withPairs ? ' and attack success (lower is better)' : ''}, ${model}, %${bySet ? '' : ', by kind of row'}`,
    columns: [
      column.task,
      ...(bySet ? [] : [{ name: 'group', label: 'Kind of row' }]),
      column.rows,
      { name: 'attacked', label: 'Accuracy under attack [95% interval]' },
      ...(withMajority ? [{ name: 'majority', label: 'Majority', format: 'share' as const }] : []),
      ...(bySet ? [{ name: 'clean', label: 'Accuracy on clean rows', format: 'share' as const }] : []),
      ...(withPairs ? [
        { name: 'original', label: 'Original accuracy' },
        { name: 'success', label: 'Attack success [95% interval]' },
        { name: 'turned', label: 'Turned, all seeds' },
        { name: 'words', label: 'Words changed, mean' },
      ] : []),
    ],
    rows,
  };
}
