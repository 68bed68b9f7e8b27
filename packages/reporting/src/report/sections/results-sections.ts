import type { StudyResults } from '../../study-results.ts';
import { accuracyOf, ONE_SIDED } from '../../summaries/accuracy.ts';
import { reportTargets, targetLabel } from '../../summaries/targets.ts';
import { accuracyOverview } from '../../tables/accuracy-tables.ts';
import { suppressionMethod } from '../../summaries/suppression-details.ts';
import { suppressionContrastOverview, suppressionSpecificityTable } from '../../tables/suppression-detail-tables.ts';
import { suppressionDropTable } from '../../tables/suppression-tables.ts';
import { transferTypeTable } from '../../tables/transfer-tables.ts';
import { tuningTable } from '../../tables/tuning-table.ts';
import { percentText } from '../../format.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

export function accuracyHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('accuracy', 'Accuracy', html`
<p>Share of rows answered correctly; higher is better, and only what is above the majority rate (always giving the most frequent answer) is worth anything. Means over seeds with 95% Wilson intervals for the n rows of the set: seeds see the same rows, so they do not narrow the interval; how far seeds differ is given beside it.</p>
${oneSidedNotice(results)}
${figures.accuracy.map(figureHtml)}
${results.models.map(({ id }) => tableHtml({ ...accuracyOverview(results, id), model: id }))}`);
}

function oneSidedNotice(results: StudyResults): Html | null {
  const targets = reportTargets(results);
  const cases = results.models.flatMap(({ id }) => targets.flatMap((target) => {
    const summary = accuracyOf(results, id, target, { prompt: 'tuned', source: target.task });
    return summary === undefined || summary.oneSided.length === 0 ? [] : [`${id} on ${targetLabel(target, targets)} (seed ${summary.oneSided.join(', ')})`];
  }));
  if (cases.length === 0) return null;
  return html`<div class="notice" role="note"><p><strong>One-sided predictions.</strong> More than ${percentText(ONE_SIDED, 0)} of the answers of the own prompt are one class, so its accuracy says little more than the class balance:</p><ul>${cases.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}

export function tuningHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('tuning', 'Tuning', html`
<p>Only the soft prompt was tuned; the model was frozen. The prompt kept is the one with the best accuracy on validation data.</p>
${figures.tuning.map(figureHtml)}
<details><summary>Every run</summary>${tableHtml(tuningTable(results))}</details>`);
}

export function transferHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('transfer', 'Transfer between tasks', html`
<p>The prompt of one task, used as it is on another.</p>
${tableHtml(transferTypeTable(results))}
${figures.transfer.map(figureHtml)}`);
}

export function suppressionHtml({ results, figures }: ReportContent): Html {
  const contrasts = suppressionContrastOverview(results);
  const specificity = suppressionSpecificityTable(results);
  const matched = results.suppression.some(({ chosen }) => chosen === 'matched');
  const equallyActive = matched ? ': any, or equally active ones, matched by mean activation and by how often it is above 0' : ', drawn at random';
  return sectionHtml('suppression', 'Suppressing skill neurons', html`
<p>Neurons are ${suppressionMethod(results)}, the most predictive first, against as many others of each layer${equallyActive}.</p>
${figures.suppression.map(figureHtml)}
${specificity.rows.length === 0 ? null : tableHtml(specificity)}
${contrasts.rows.length === 0 ? null : html`<details><summary>Skill neurons against controls at the largest rate</summary>${tableHtml(contrasts)}</details>`}
<details><summary>Drop at the largest rate</summary>${tableHtml(suppressionDropTable(results))}</details>`);
}
