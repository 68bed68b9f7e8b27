import { diffStyles, html, rawHtml, sidesHtml, type Html } from '@skill-neurons/core';
import type { Share } from './advglue/score.ts';
import type { AttackRecord } from './attack/attack-record.ts';
import type { AttackSummary } from './attack/summarise-attack.ts';
import { diffPageStyles } from './html-diff-styles.ts';

export interface DiffPageOptions {
  /** Name of the attack, e.g. `films-deepwordbug`. */
  title: string;
  /** What the reader should know, as pairs: the model, the recipe, the seed. */
  facts: readonly (readonly [string, string])[];
  labels: readonly string[];
  summary: AttackSummary;
  records: readonly AttackRecord[];
}

const outcomes = ['succeeded', 'failed', 'skipped'] as const;
const meanings = { succeeded: 'the answer turned', failed: 'the answer stayed', skipped: 'not attacked: the model was wrong before' };

/**
 * One HTML file of an attack: the table of the field, and every text with what was removed and added. Self-contained, without
 * scripts: the choice of outcomes is made of radio buttons and CSS. Every text is escaped.
 */
export function diffPage({ title, facts, labels, summary, records }: DiffPageOptions): string {
  const count = (outcome: (typeof outcomes)[number]) => records.filter(({ status }) => status === outcome).length;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: attacked texts</title>
<style>${rawHtml(diffPageStyles + diffStyles)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${summaryTable(summary)}
<h2 id="texts">Texts</h2>
<p><del>Struck out</del> words were removed, <ins>underlined</ins> ones added. Percentages are the probability of the answer among the classes.</p>
<fieldset>
<legend>Show</legend>
<label><input type="radio" name="outcome" id="show-all" checked> all (${records.length})</label>
${outcomes.map((outcome) => html`<label><input type="radio" name="outcome" id="show-${outcome}"> ${outcome} (${count(outcome)}): \
${meanings[outcome]}</label>\n`)}</fieldset>
${records.map((record) => recordHtml(record, labels))}
</main>
</body>
</html>
`.text;
}

function recordHtml({ id, status, label, original, perturbed, perturbedWords, words, queries }: AttackRecord, labels: readonly string[]): Html {
  const name = (index: number) => labels[index] ?? String(index);
  const answer = ({ prediction, probabilities }: AttackRecord['original']) => `${name(prediction)} ${percent(probabilities[prediction] ?? 0)} %`;
  const fields = Object.entries(original.fields).map(([field, before]) => ({ name: field, before, after: perturbed.fields[field] ?? '' }));
  const after = status === 'skipped' ? null : `attacked: ${answer(perturbed)}; ${perturbedWords} of ${words} words, ${queries} queries`;
  return html`<article class="${status}">
<h3><bdi>${id}</bdi> <span class="outcome">${status}</span> <small>label ${name(label)}</small></h3>
${sidesHtml(fields, { before: `original: ${answer(original)}`, after })}
</article>
`;
}

function summaryTable({
  n,
  succeeded,
  failed,
  skipped,
  originalAccuracy,
  accuracyUnderAttack,
  successRate,
  perturbedShare,
  queries,
  exhausted,
}: AttackSummary): Html {
  const rows: [string, string, string][] = [
    ['original accuracy', ...shareCells(originalAccuracy)],
    ['accuracy under attack', ...shareCells(accuracyUnderAttack)],
    ['attack success', ...shareCells(successRate)],
    ['succeeded / failed / skipped', `${succeeded} / ${failed} / ${skipped}`, `of ${n}`],
    ['perturbed words, mean of successes', perturbedShare === null ? '-' : `${percent(perturbedShare)} %`, ''],
    ['queries per attacked example, mean', queries === null ? '-' : queries.toFixed(1), ''],
    ...(exhausted === 0 ? [] : [['ended by a budget', String(exhausted), ''] as [string, string, string]]),
  ];
  return html`<table>
<caption>Results, with exact 95 % intervals</caption>
<tbody>
${rows.map(([name, value, detail]) => html`<tr><th scope="row">${name}</th><td>${value}</td><td>${detail}</td></tr>\n`)}</tbody>
</table>`;
}

function shareCells(share: Share | null): [string, string] {
  if (share === null) return ['-', ''];
  const {
    correct,
    n,
    accuracy,
    interval: { low, high },
  } = share;
  return [`${percent(accuracy)} %`, `${percent(low)} to ${percent(high)} % (${correct} of ${n})`];
}

const percent = (share: number) => (100 * share).toFixed(1);
