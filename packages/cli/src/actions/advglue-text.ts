import { advGlueKeys, type AdvGlueScore, type GroupReport, type PairsReport, type PartReport, type Share } from '@skill-neurons/adversarial';
import { percent } from '../accuracy-text.ts';
import { accuracy, resultsTable, shareOf, type Metric, type ResultRow } from '../results-table.ts';
import { textTable } from '../text-table.ts';
import { pText } from './statistics-text.ts';

const f1: Metric = { name: 'F1', higherIsBetter: true };

/** The report for people: the parts, what the attacks cost, the score of the benchmark, and the kinds of rows where they are known. */
export function advGlueText(parts: readonly PartReport[], { tasks, mean }: AdvGlueScore): string {
  const lines = [resultsTable(parts.flatMap(partRows)), ''];
  const compared = parts.filter(({ drop, pairs }) => drop !== undefined || pairs !== undefined);
  if (compared.length > 0) lines.push(textTable(['Part', 'Clean less adversarial', '95 %', 'Pairs', 'Before attack', 'After', 'McNemar p', 'Chance'], compared.map(comparedRow)), '');
  lines.push(`score: ${Object.entries(tasks).map(([task, score]) => `${task} ${percent(score)}`).join(', ')}`);
  if (mean !== null) lines.push(`AdvGLUE score: ${percent(mean)} (mean over the five tasks)`);
  else lines.push(`no AdvGLUE score: it needs the parts ${advGlueKeys.filter((key) => !parts.some((part) => part.key === key)).join(', ')} too`);
  for (const part of parts) {
    for (const group of [part.byConstruction, part.byMethod]) if (group) lines.push('', groupTable(part.key, group));
  }
  return lines.join('\n');
}

function partRows(part: PartReport): ResultRow[] {
  const row = { task: part.task, split: 'adversarial', n: part.n };
  return [
    { ...row, metric: accuracy, ...shareOf(part), majority: part.majority.rate },
    ...(part.f1 === undefined ? [] : [{ ...row, metric: f1, value: part.f1 }]),
    ...(part.clean === undefined ? [] : [{ task: part.clean.task, split: part.clean.split, metric: accuracy, ...shareOf(part.clean) }]),
  ];
}

function comparedRow({ key, chance, drop, pairs }: PartReport): string[] {
  const lost = drop === undefined ? ['-', '-'] : [percent(drop.absolute), intervalText(drop)];
  return [key, ...lost, ...pairCells(pairs), pairs === undefined ? '-' : pText(pairs.mcNemar.p), percent(chance)];
}

function groupTable(key: string, groups: Readonly<Record<string, GroupReport>>): string {
  return textTable([key, 'n', 'Accuracy, % ↑', '95 % exact', 'Majority', 'Pairs', 'Before attack', 'After', 'McNemar p, adjusted'], Object.entries(groups).map(([name, group]) =>
    [name, String(group.n), percent(group.accuracy), intervalText(group), percent(group.majority), ...pairCells(group.pairs), group.pairs === undefined ? '-' : pText(group.pairs.adjustedP)]));
}

/** Their number, and the accuracy of both sides. */
function pairCells(pairs: PairsReport | undefined): string[] {
  return pairs === undefined ? ['-', '-', '-'] : [String(pairs.original.n), percent(pairs.original.accuracy), percent(pairs.adversarial.accuracy)];
}

const intervalText = ({ interval: { low, high } }: Pick<Share, 'interval'>) => `${percent(low)} to ${percent(high)}`;
