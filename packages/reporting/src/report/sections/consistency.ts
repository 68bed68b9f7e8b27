import { linkLimits, linkSentence, studyLink } from '../../summaries/link-statistics.ts';
import { FEWEST_NEURONS } from '../../summaries/rank-correlations.ts';
import { kinshipTable, nullTable, retainedComparisonTable, retainedTable } from '../../tables/consistency-tables.ts';
import { linkStatisticsTable } from '../../tables/link-tables.ts';
import type { Table } from '../../tables/table.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

export function chanceHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('chance', 'Predictivity against chance', html`
<p>A best neuron can always be found. Labels were shuffled over the rows and everything computed anew, the choice of the position included; and the rows were halved, to see what neurons chosen on one half are worth on the other.</p>
${figures.chance.map(figureHtml)}
<details><summary>Every run</summary>${tableHtml(nullTable(results))}</details>`);
}

export function specificityHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('specificity', 'Specificity', html`
<p>Two rankings of one model are compared neuron by neuron. Task-specific skill neurons show as rankings that agree within a task type and not between types.</p>
${figures.specificity.map(figureHtml)}
${tableHtml(kinshipTable(results))}
<p class="soft">Over top sets only neurons of either set (union) or of both (intersection) count, each with itself. Choosing by rank bends rho: independent rankings have a negative one over the union. Pairs with fewer than ${FEWEST_NEURONS} such neurons are left out.</p>`);
}

export function overlapHtml({ results, figures }: ReportContent): Html {
  return sectionHtml('overlap', 'Skill neurons on clean and adversarial data', html`
<p>The most predictive neurons are ranked once on clean and once on adversarial data; the overlap is the share that stands in both top sets, against what random sets share (hypergeometric).</p>
${figures.overlap.map(figureHtml)}
${tableHtml(ofTwoModels(retainedComparisonTable(results)))}
${(results.retained ?? []).length === 0 ? null : html`<details><summary>Every run</summary>${tableHtml(retainedTable(results))}</details>`}`);
}

/** Its rows belong to two models each, so the choice of one must not empty it. */
function ofTwoModels(table: Table): Table {
  return { ...table, columns: table.columns.map((column) => (column.name === 'model' ? { ...column, name: 'first' } : column)) };
}

export function linkHtml({ results, figures }: ReportContent): Html {
  const { statistics } = studyLink(results);
  return sectionHtml('link', 'Robustness and consistently used skill neurons', html`
<p>Is less accuracy lost where the skill neurons of clean data are also those of adversarial data? ${linkSentence(statistics)}</p>
<p><strong>What n supports.</strong> ${statistics[0] === undefined ? null : linkLimits(statistics[0])}</p>
${figures.link.map(figureHtml)}
${tableHtml(linkStatisticsTable(statistics))}
<p class="soft">Seeds are averaged: they share model, task and rows. Within models: values less the mean of their model (Spearman: ranks within it); p by dealing whole sets out anew, in the same order in all models. Intervals: cluster bootstrap, sets drawn anew, then seeds within them; models stay as they are.</p>`);
}
