import { curveAt, type AttackRecord, type AttackSummary, type CurveStep } from '@skill-neurons/adversarial';
import { diffWords } from '@skill-neurons/core';
import type { Interval } from '@skill-neurons/core';
import { percent } from '../accuracy-text.ts';
import { attackSuccess } from '../attack-success.ts';
import { paint } from '../colours.ts';
import { plainText } from '../plain-text.ts';
import { accuracy, resultsTable, shareOf, type Metric, type ResultRow } from '../results-table.ts';
import { textTable } from '../text-table.ts';

const transferRate: Metric = { name: 'transfer rate', higherIsBetter: false };

/** What was attacked, as results name it. */
export type AttackedRows = Pick<ResultRow, 'model' | 'task' | 'split' | 'prompt'>;

type Share = { correct: number; n: number; interval?: Interval };

/** Accuracy on the originals and on changed texts, and how often the change turned the answer. */
export function attackRows(rows: AttackedRows, { original, changed, success, kind = 'attack success' }: { original: Share; changed: Share; success: Share | null; kind?: 'attack success' | 'transfer rate' }): ResultRow[] {
  return [
    { ...rows, metric: accuracy, ...shareOf(original) },
    { ...rows, metric: { ...accuracy, name: 'accuracy under attack' }, ...shareOf(changed) },
    ...(success === null ? [] : [{ ...rows, metric: kind === 'transfer rate' ? transferRate : attackSuccess, ...shareOf(success) }]),
  ];
}

/** Results of an attack in the field's table, then what it took. */
export function summaryText(recipe: string, rows: AttackedRows, summary: AttackSummary): string {
  const { n, succeeded, failed, skipped, originalAccuracy, accuracyUnderAttack, successRate, perturbedShare, queries, exhausted, byPerturbedWords, byPerturbedShare, byQueries } = summary;
  const optional = (value: number | null, text: (value: number) => string) => (value === null ? '-' : text(value));
  const results = resultsTable(attackRows(rows, { original: originalAccuracy, changed: accuracyUnderAttack, success: successRate }));
  const cost = textTable([recipe, ''], [
    ['succeeded / failed / skipped', `${succeeded} / ${failed} / ${skipped} of ${n}`],
    ['perturbed words (mean of successes)', optional(perturbedShare, (share) => `${percent(share)} %`)],
    ['accuracy % if at most so many words count', byPerturbedWords.slice(0, 8).map(({ words, accuracy }) => `${words}: ${percent(accuracy)}`).join(', ')],
    ['accuracy % within a share of the words', curveText([0.05, 0.1, 0.2, 0.3, 0.5], byPerturbedShare.map(({ share, accuracy }) => ({ cost: share, accuracy })), (share) => `${100 * share} %`)],
    ['accuracy % within so many queries', curveText([10, 30, 100, 300, 1000, 3000], byQueries.map(({ queries: cost, accuracy }) => ({ cost, accuracy })), String)],
    ['queries per attacked example (mean)', optional(queries, (count) => count.toFixed(1))],
    ...(exhausted === 0 ? [] : [['ended by a budget', String(exhausted)]]),
  ]);
  return `${results}\n\n${cost}`;
}

/** A curve at some costs, up to where it ends. */
function curveText(costs: readonly number[], steps: readonly CurveStep[], name: (cost: number) => string): string {
  const last = steps.at(-1)?.cost ?? 0;
  const shown = [...costs.filter((cost) => cost < last), costs.find((cost) => cost >= last)].filter((cost) => cost !== undefined);
  return shown.map((cost) => `${name(cost)}: ${percent(curveAt(steps, cost) ?? 0)}`).join(', ');
}

/** Some changed texts, successes first, with what was removed and added marked. */
export function changedTexts(records: readonly AttackRecord[], labels: readonly string[], show: number, colour: boolean): string {
  const changed = records.filter(({ changes }) => changes.length > 0);
  const ordered = [...changed.filter(({ status }) => status === 'succeeded'), ...changed.filter(({ status }) => status !== 'succeeded')];
  return ordered.slice(0, show).map((record) => changedText(record, labels, colour)).join('\n\n');
}

function changedText({ id, status, original, perturbed }: AttackRecord, labels: readonly string[], colour: boolean): string {
  const answer = ({ prediction, probabilities }: AttackRecord['original']) => `${labels[prediction] ?? prediction} ${percent(probabilities[prediction] ?? 0)} %`;
  const fields = Object.entries(original.fields).map(([name, before]) => `  ${name}: ${diffText(before, perturbed.fields[name] ?? '', colour)}`);
  return [`${plainText(id)} ${status}: ${answer(original)} -> ${answer(perturbed)}`, ...fields].join('\n');
}

/** Red and green in a terminal, elsewhere the marks of `git diff --word-diff`. */
export function diffText(before: string, after: string, colour: boolean): string {
  return diffWords(before, after).map(({ kind, text }) => {
    const plain = plainText(text);
    if (kind === 'same') return plain;
    const [, before, words, behind] = /^(\s*)(.*?)(\s*)$/su.exec(plain)!;
    if (words === '') return before;
    if (colour) return `${before}${kind === 'removed' ? paint(words!, 'struck', 'red') : paint(words!, 'green')}${behind}`;
    return kind === 'removed' ? `${before}[-${words}-]${behind}` : `${before}{+${words}+}${behind}`;
  }).join('').trimEnd();
}
