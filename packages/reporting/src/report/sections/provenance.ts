import { durationText } from '../../format.ts';
import type { StudyResults } from '../../study-results.ts';
import { tableToCsv } from '../../tables/csv.ts';
import { leakTable } from '../../tables/leak-table.ts';
import type { Table } from '../../tables/table.ts';
import { html, rawHtml } from '../html.ts';
import type { Html } from '../html.ts';
import { sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

/** The page stays under 5 MB: larger tables, and larger results, are linked as files beside the page instead of being embedded. */
const EMBEDDED_TABLE_BYTES = 100_000;
const EMBEDDED_RESULTS_BYTES = 1_500_000;

export function provenanceHtml({ results, tables }: ReportContent): Html {
  const { provenance, seeds, created } = results;
  return sectionHtml('provenance', 'Provenance and data', html`
${provenance.notes.length === 0 ? null : html`<h3>Notes</h3><ul>${provenance.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${tableHtml(modelTable(results))}
${tableHtml(splitTable(results))}
${leaksHtml(results)}
<h3>How to reproduce</h3>
<p>${provenance.command === undefined ? 'Run the same study file' : html`Run <code>${provenance.command}</code>`} with seeds ${seeds.join(', ')} and the versions ${Object.entries(provenance.versions).map(([name, version]) => `${name} ${version}`).join(', ')} (made ${created}, backend ${provenance.backend}, ${provenance.platform}, ${durationText(provenance.seconds)} of computing). All of this page is computed from <code>results.json</code>; the same results give the same bytes.</p>
<h3>Data</h3>
<p>The results lie beside this page as <a href="results.json" download>results.json</a>${embeddedJson(results) === undefined ? ' (too large to be embedded)' : html` and are embedded in it as JSON (element <code>study-results</code>)`}. Figures lie beside it as SVG and as Vega-Lite specifications in <code>figures/</code>.</p>
<ul class="downloads">${tables.map(downloadHtml)}</ul>`);
}

/** Which splits share text: a prompt that was tuned on a row knows it when it is tested. */
function leaksHtml(results: StudyResults): Html {
  const table = leakTable(results);
  const looked = results.tasks.every(({ leaks }) => leaks !== undefined);
  const answer = !looked
    ? 'The splits of these results were not compared with each other.'
    : table.rows.length === 0
      ? 'No row of a validation, test or adversarial split stands in a split used before it, of the same or another task.'
      : 'Rows of a validation, test or adversarial split that also stand in a split used before it: with the same text, or the same but for case, accents, punctuation and the order of the parts. A prompt may know them.';
  return html`<h3>Shared text</h3><p>${answer}</p>${tableHtml(table)}`;
}

function downloadHtml(table: Table): Html {
  const csv = Buffer.from(tableToCsv(table), 'utf8');
  const href = csv.length <= EMBEDDED_TABLE_BYTES ? `data:text/csv;charset=utf-8;base64,${csv.toString('base64')}` : `tables/${table.name}.csv`;
  return html`<li><a href="${href}" download="${table.name}.csv">${table.name}.csv</a> <small>${table.rows.length} rows</small></li>\n`;
}

/** The results as JSON in a script element that browsers do not run; nothing when they are too large. */
export function embeddedResults(results: StudyResults): Html {
  const json = embeddedJson(results);
  return rawHtml(json === undefined ? '' : `<script type="application/json" id="study-results">${json}</script>`);
}

function embeddedJson(results: StudyResults): string | undefined {
  const json = JSON.stringify(results).replace(/</g, '\\u003c');
  return json.length <= EMBEDDED_RESULTS_BYTES ? json : undefined;
}

function modelTable({ models }: StudyResults): Pick<Table, 'title' | 'columns' | 'rows'> {
  return {
    title: 'Models',
    columns: [
      { name: 'model', label: 'Model' },
      { name: 'architecture', label: 'Architecture' },
      { name: 'hiddenSize', label: 'Hidden size', format: 'integer' },
      { name: 'parameters', label: 'Parameters', format: 'integer' },
      { name: 'origin', label: 'Origin' },
      { name: 'fingerprint', label: 'Fingerprint' },
    ],
    rows: models.map(({ id, architecture, hiddenSize, parameters, origin, fingerprint }) => [id, architecture, hiddenSize, parameters, origin, fingerprint]),
  };
}

function splitTable({ tasks }: StudyResults): Pick<Table, 'title' | 'columns' | 'rows'> {
  return {
    title: 'Data',
    columns: [
      { name: 'task', label: 'Task' },
      { name: 'title', label: 'Title' },
      { name: 'type', label: 'Type' },
      { name: 'split', label: 'Split' },
      { name: 'adversarial', label: 'Adversarial' },
      { name: 'n', label: 'Rows', format: 'integer' },
      { name: 'classes', label: 'Rows per class' },
    ],
    rows: tasks.flatMap(({ id, title, type, labels, splits }) => splits.map(({ split, adversarial, n, classCounts }) => [id, title, type, split, adversarial, n, classCounts.map((count, i) => `${labels[i] ?? i}: ${count}`).join(', ')])),
  };
}
