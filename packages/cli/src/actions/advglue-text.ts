import { advGlueKeys, type AdvGlueScore, type GroupReport, type PairsReport, type PartReport, type Share } from '@skill-neurons/adversarial';
import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import { pText } from './statistics-text.ts';

/** The report for people: the parts, the score of the benchmark, and the kinds of rows where they are known. */
export function advGlueText(parts: readonly PartReport[], { tasks, mean }: AdvGlueScore): string {
  const lines = [textTable(['part', 'n', 'accuracy %', '95 % exact', 'F1 %', 'chance', 'majority (label)', 'clean', 'drop', '95 %', 'pairs', 'before attack', 'after', 'McNemar p'], parts.map(partRow))];
  lines.push(`score: ${Object.entries(tasks).map(([task, score]) => `${task} ${percent(score)}`).join(', ')}`);
  if (mean !== null) lines.push(`AdvGLUE score: ${percent(mean)} (mean over the five tasks)`);
  else lines.push(`no AdvGLUE score: it needs the parts ${advGlueKeys.filter((key) => !parts.some((part) => part.key === key)).join(', ')} too`);
  for (const part of parts) {
    for (const group of [part.byConstruction, part.byMethod]) if (group) lines.push('', groupTable(part.key, group));
  }
  return lines.join('\n');
}

function partRow({ key, n, accuracy, interval, f1, chance, majority, clean, drop, pairs }: PartReport): string[] {
  const optional = (value: number | undefined) => (value === undefined ? '-' : percent(value));
  return [
    key, String(n), percent(accuracy), intervalText({ interval }), optional(f1), percent(chance), `${percent(majority.rate)} (${majority.label})`, optional(clean?.accuracy), optional(drop?.absolute),
    drop === undefined ? '-' : intervalText(drop), ...pairCells(pairs), pairs === undefined ? '-' : pText(pairs.mcNemar.p),
  ];
}

function groupTable(key: string, groups: Readonly<Record<string, GroupReport>>): string {
  return textTable([key, 'n', 'accuracy %', '95 % exact', 'majority', 'pairs', 'before attack', 'after', 'McNemar p, adjusted'], Object.entries(groups).map(([name, group]) =>
    [name, String(group.n), percent(group.accuracy), intervalText(group), percent(group.majority), ...pairCells(group.pairs), group.pairs === undefined ? '-' : pText(group.pairs.adjustedP)]));
}

/** Their number, and the accuracy of both sides. */
function pairCells(pairs: PairsReport | undefined): string[] {
  return pairs === undefined ? ['-', '-', '-'] : [String(pairs.original.n), percent(pairs.original.accuracy), percent(pairs.adversarial.accuracy)];
}

const intervalText = ({ interval: { low, high } }: Pick<Share, 'interval'>) => `${percent(low)} to ${percent(high)}`;
