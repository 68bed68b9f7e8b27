import { mean, wilsonInterval } from '@skill-neurons/core';
import type { StudyResults } from '../study-results.ts';
import { encoderLayers, overlapShare } from '../summaries/overlap.ts';
import { transferCells } from '../summaries/transfer.ts';
import { plainTaskName } from './published-table.ts';
import type { PublishedTable } from './published-table.ts';

/** One number of a run or of a publication, with what is known of its precision. */
export interface Quantity {
  kind: 'accuracy' | 'overlap' | 'specificity';
  /** Names the same number elsewhere. */
  key: string;
  /** Which number it is, for people. */
  label: string;
  value: number;
  /** 95 % interval, where there is one. */
  low?: number;
  high?: number;
}

const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);

/** Accuracies of every prompt on every target, overlaps and rank correlations of one model. */
export function quantitiesOf(results: StudyResults, model: string): Quantity[] {
  return [...accuracies(results, model), ...overlaps(results, model), ...specificities(results, model)];
}

function accuracies(results: StudyResults, model: string): Quantity[] {
  return transferCells(results, model).map(({ source, target, absolute }) => ({
    kind: 'accuracy',
    key: accuracyKey(source.label, target.task, target.adversarial ? target.split : null),
    label: `${source.label} on ${target.task}${target.adversarial ? ` (${target.split})` : ''}`,
    value: absolute.mean,
    low: absolute.low,
    high: absolute.high,
  }));
}

/** Clean splits have one key, whatever they are called. */
function accuracyKey(source: string, task: string, adversarialSplit: string | null): string {
  return keyOf('accuracy', plainTaskName(source), plainTaskName(task), adversarialSplit ?? 'clean');
}

function overlaps(results: StudyResults, model: string): Quantity[] {
  const own = results.overlap.filter((entry) => entry.model === model);
  const cells = new Map(own.map((entry) => [keyOf('overlap', plainTaskName(entry.task), entry.split, String(entry.percent)), entry]));
  return [...cells].flatMap(([key, { task, split, percent }]): Quantity[] => {
    const same = own.filter((entry) => entry.task === task && entry.split === split && entry.percent === percent);
    const shares = same.flatMap((entry) => overlapShare(encoderLayers(entry)) ?? []);
    if (shares.length === 0) return [];
    const value = mean(shares.map(({ share }) => share));
    const neurons = encoderLayers(same[0]!).reduce((sum, { size }) => sum + size, 0);
    return [{ kind: 'overlap', key, label: `overlap ${task}, top ${percent}%`, value, ...wilsonInterval(value, neurons) }];
  });
}

function specificities(results: StudyResults, model: string): Quantity[] {
  const pairs = (results.rankCorrelations ?? []).filter((entry) => entry.model === model && entry.between === 'tasks' && entry.scope === 'layer' && entry.neurons === 'all' && entry.stack === 'encoder');
  return pairs.flatMap(({ task, otherTask, rho, low, high }): Quantity[] => {
    if (rho === null) return [];
    const key = keyOf('specificity', ...[plainTaskName(task), plainTaskName(otherTask)].sort());
    return [{ kind: 'specificity', key, label: `rank correlation x 100, ${task} and ${otherTask}`, value: rho, ...(low === null || high === null ? {} : { low, high }) }];
  });
}

export interface PublishedQuantities {
  quantities: Quantity[];
  /** Cells that no run can be held against: other scores, and prompts drawn from another distribution. */
  left: { label: string; reason: string }[];
}

export function quantitiesOfPublished({ targets, notAccuracy }: PublishedTable): PublishedQuantities {
  const quantities: Quantity[] = [];
  const left: PublishedQuantities['left'] = [];
  for (const [target, sources] of Object.entries(targets)) {
    for (const [source, percent] of Object.entries(sources)) {
      const label = `${source} on ${target}`;
      if (notAccuracy.includes(target)) left.push({ label, reason: 'not scored by accuracy' });
      else if (source === 'random') left.push({ label, reason: 'a random prompt of another scale' });
      else if (percent === null) left.push({ label, reason: 'not published' });
      else quantities.push({ kind: 'accuracy', key: accuracyKey(source, target, null), label, value: percent / 100 });
    }
  }
  return { quantities, left };
}
