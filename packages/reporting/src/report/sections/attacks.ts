import { mean, sidesHtml } from '@skill-neurons/core';
import { countText, listText, percentText } from '../../format.ts';
import type { AttackedRow } from '../../results/attack-result.ts';
import type { StudyResults, TaskSummary } from '../../study-results.ts';
import { accuracyOf } from '../../summaries/accuracy.ts';
import { attackSummaries } from '../../summaries/attacks.ts';
import { cleanTarget, reportTargets, targetLabel } from '../../summaries/targets.ts';
import { attackOverview, setName } from '../../tables/attack-tables.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

/** Rows of a set, and of all sets together: more would make the page heavy and nobody reads them. */
const ROWS_PER_SET = 8;
const ROWS_IN_ALL = 200;

/** Clean against adversarial rows: what attacks do to the own prompt of each task. */
export function attacksHtml({ results, figures }: ReportContent): Html {
  const known = results.models.some(({ id }) => attackSummaries(results, id).some(({ pairs }) => pairs !== null));
  return sectionHtml('attacks', 'Clean against adversarial', html`
<p>The own prompt of each task on attacked rows, by kind of attack. ${known
    ? 'Where the row before the attack is known, both were answered: attack success is the share of the answers right before that the attack turned. Words changed are counted between the two texts; what was added counts too.'
    : 'These results do not say what the rows were before the attack.'}</p>
<ul>${results.models.map(({ id }) => summaryText(results, id)).filter((text) => text !== null).map((text) => html`<li>${text}</li>`)}</ul>
${figures.attacks.map(figureHtml)}
${results.models.map(({ id }) => tableHtml({ ...attackOverview(results, id, 'sets'), name: 'attacks', model: id }))}
${kindsHtml(results)}
${textsHtml(results)}`);
}

/** Tables of dozens of rows, closed: the figure shows the same. */
function kindsHtml(results: StudyResults): Html | null {
  const tables = results.models.map(({ id }) => ({ ...attackOverview(results, id, 'kinds'), name: 'attacks', model: id })).filter(({ rows }) => rows.length > 0);
  return tables.length === 0 ? null : html`<details><summary>By kind of row</summary>${tables.map(tableHtml)}</details>`;
}

/** What the table says, in words. */
function summaryText(results: StudyResults, model: string): string | null {
  const targets = reportTargets(results);
  const sets = attackSummaries(results, model).filter(({ group }) => group === null);
  if (sets.length === 0) return null;
  const clean = sets.flatMap(({ target }) => {
    const own = cleanTarget(targets, target.task);
    return (own && accuracyOf(results, model, own, { prompt: 'tuned', source: target.task })?.mean) ?? [];
  });
  const accuracy = mean(sets.map((set) => set.accuracy.mean));
  const before = clean.length === sets.length ? ` against ${percentText(mean(clean))} on the clean ones` : '';
  const pairs = sets.flatMap((set) => set.pairs ?? []);
  const [attacked, turned] = [pairs.reduce((sum, pair) => sum + pair.attacked, 0), pairs.reduce((sum, pair) => sum + pair.turned, 0)];
  const success = attacked === 0 ? '' : ` Attacks turned ${turned} of ${attacked} answers that were right before (${percentText(turned / attacked)}, all seeds and sets).`;
  const uncertain = sets.filter(({ accuracy: { low }, majority }) => majority !== null && low <= majority).map(({ target }) => setName(target, targets));
  const chance = uncertain.length === 0 ? '' : ` Not clearly above the majority rate: ${listText(uncertain)}.`;
  return `${model}: accuracy ${percentText(accuracy)} on attacked rows${before}, mean over ${countText(sets.length, 'set')}.${success}${chance}`;
}

/** Some attacked rows beside their originals, closed, by model and set. */
function textsHtml(results: StudyResults): Html | null {
  const targets = reportTargets(results);
  const rows = results.attackedRows ?? [];
  const sets = results.models.flatMap(({ id: model }) => targets.filter(({ adversarial }) => adversarial).flatMap((target) => {
    const own = rows.filter((row) => row.model === model && row.task === target.task && row.split === target.split);
    return own.length === 0 ? [] : [{ model, target, rows: own.filter(({ seed }) => seed === own[0]!.seed) }];
  }));
  if (sets.length === 0) return null;
  const most = Math.max(2, Math.min(ROWS_PER_SET, Math.floor(ROWS_IN_ALL / sets.length)));
  return html`<h3>Texts before and after</h3>
<p>Some rows that seed ${sets[0]!.rows[0]!.seed} answered rightly before the attack: those whose answer turned (attack succeeded) before those whose answer stayed (failed), the kinds of row in turn. \
<del>Struck out</del> words were removed, <ins>underlined</ins> ones added; an ellipsis stands for text left out.</p>
${sets.map(({ model, target, rows: own }) => {
    const task = results.tasks.find(({ id }) => id === target.task)!;
    const shown = ofBothOutcomes(own, most);
    return html`
<details class="texts" data-model="${model}" data-task="${target.task}"><summary>${model}, ${targetLabel(target, targets)} <small>${countText(shown.length, 'row')}</small></summary>
${shown.map((row) => rowHtml(row, task))}</details>`;
  })}`;
}

const isTurned = ({ attacked: { label, prediction } }: AttackedRow) => label !== prediction;

/** The first rows, but of a few at least one whose answer stayed. */
function ofBothOutcomes(rows: readonly AttackedRow[], most: number): AttackedRow[] {
  if (rows.length <= most) return [...rows];
  const stayed = rows.filter((row) => !isTurned(row)).slice(0, Math.max(1, Math.floor(most / 4)));
  return [...rows.filter(isTurned).slice(0, most - stayed.length), ...stayed];
}

function rowHtml(row: AttackedRow, { labels }: TaskSummary): Html {
  const { id, group, original, attacked, fields } = row;
  const name = (label: number) => labels[label] ?? String(label);
  const answer = ({ label, prediction }: AttackedRow['attacked']) => `answer ${name(prediction)}, ${label === prediction ? 'right' : 'wrong'}`;
  const label = original.label === attacked.label ? name(original.label) : `${name(original.label)}, ${name(attacked.label)} since the attack`;
  return html`<article class="attacked"><h4><bdi>${id}</bdi> <span class="outcome">${isTurned(row) ? 'succeeded' : 'failed'}</span> <small>${group === null ? null : `${group}; `}label ${label}</small></h4>
${sidesHtml(fields, { before: `original: ${answer(original)}`, after: `attacked: ${answer(attacked)}` })}</article>
`;
}
