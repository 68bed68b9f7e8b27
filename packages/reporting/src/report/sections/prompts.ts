import { transferPredictorTable } from '../../tables/prompt-similarity-tables.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

export function promptsHtml({ results, figures }: ReportContent): Html {
  const predictors = transferPredictorTable(results);
  return sectionHtml('prompts', 'Similar prompts', html`
<p>Prompts of one model can be compared as they are, or by the neurons that they activate; the question of the field is whether that tells, without running anything, which prompt is of use for which task.</p>
${figures.prompts.map(figureHtml)}
${predictors.rows.length === 0 ? null : html`<details><summary>Every measure</summary>${tableHtml(predictors)}
<p class="soft">Pairs that share a task are not independent, so p comes from dealing whole tasks out anew, and is adjusted for the number of measures of a model (Benjamini-Hochberg). It speaks of these tasks; the interval, wider, of others like them. The task's own prompt is left out: it is always the most alike and nearly always the best, which alone would make a correlation.</p></details>`}`);
}
