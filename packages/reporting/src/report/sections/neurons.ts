import type { StudyResults } from '../../study-results.ts';
import { predictivityOf } from '../../summaries/top-neurons.ts';
import { tasksByType } from '../../summaries/targets.ts';
import { topNeuronTable } from '../../tables/neuron-tables.ts';
import type { Table } from '../../tables/table.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';
import { neuronPanels } from './neuron-panels.ts';

/** Neurons per model, task and kind of data in the page; the CSV file has all that the results list. */
const LISTED_NEURONS = 5;

export function neuronsHtml({ results, figures }: ReportContent): Html {
  const top = topNeuronTable(results, LISTED_NEURONS);
  return sectionHtml('neurons', 'Predictive neurons', html`
<p>A neuron's predictivity is how often "it fires above its mean" (or below) agrees with the label, at its best prompt position. It is a maximum over positions, so even without any skill it lies above 50%; few rows raise it further.</p>
${figures.neurons.map(figureHtml)}
${tableHtml(constantTable(results))}
${top.rows.length === 0 ? null : html`<details><summary>Most predictive neurons</summary>${tableHtml(top)}</details>`}
${neuronPanels(results)}`);
}

/** Neurons that give one answer for every row: they score the majority rate without any skill. */
function constantTable(results: StudyResults): Pick<Table, 'title' | 'columns' | 'rows'> {
  const tasks = tasksByType(results);
  return {
    title: 'Constant neurons: the same answer for every row (mean over seeds, clean data)',
    columns: [
      { name: 'model', label: 'Model' },
      { name: 'stack', label: 'Stack' },
      { name: 'neurons', label: 'Neurons', format: 'integer' },
      ...tasks.map(({ id }) => ({ name: id, label: id, format: 'integer' as const })),
    ],
    rows: results.models.flatMap(({ id: model, stacks }) => stacks.flatMap(({ stack, layers, width }) => {
      const counts = tasks.map(({ id }) => {
        const entries = predictivityOf(results, model, id, false);
        const constant = entries.reduce((sum, entry) => sum + entry.layers.reduce((all, layer) => all + (layer.stack === stack ? layer.constant : 0), 0), 0);
        return entries.length === 0 ? null : constant / entries.length;
      });
      const measured = results.predictivity.some((entry) => entry.model === model && entry.layers.some((layer) => layer.stack === stack));
      return counts.every((count) => count === null) || !measured ? [] : [[model, stack, layers * width, ...counts]];
    })),
  };
}
