import { countText, durationText } from '../../format.ts';
import type { StudyResults } from '../../study-results.ts';
import { leakTable } from '../../tables/leak-table.ts';
import type { Table } from '../../tables/table.ts';
import { fileSlug } from '../../figures/figure.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

export function provenanceHtml(content: ReportContent): Html {
  const { results, tables } = content;
  const { provenance, seeds, created } = results;
  return sectionHtml('provenance', 'Provenance and data', html`
${provenance.notes.length === 0 ? null : html`<h3>Notes</h3><ul>${provenance.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${tableHtml(modelTable(results))}
<details><summary>Splits of the data</summary>${tableHtml(splitTable(results))}</details>
${leaksHtml(results)}
<h3>How to reproduce</h3>
<p>${provenance.command === undefined ? 'Run the same study file' : html`Run <code>${provenance.command}</code>`} with seeds ${seeds.join(', ')} and the versions ${Object.entries(provenance.versions).map(([name, version]) => `${name} ${version}`).join(', ')} (made ${created}, backend ${provenance.backend}, ${provenance.platform}, ${durationText(provenance.seconds)} of computing). All of this page is computed from <code>results.json</code>; the same results give the same bytes.</p>
<h3>Data</h3>
<p>Beside this page lie <a href="results.json" download>results.json</a>, <code>tables/</code> (CSV, Markdown, LaTeX) and <code>figures/</code> (SVG, Vega-Lite).${archiveHtml(content)}</p>
<ul class="downloads">${tables.map(({ name, rows }) => html`<li><a href="tables/${name}.csv" download>${name}.csv</a> <small>${countText(rows.length, 'row')}</small></li>\n`)}</ul>`);
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

/** The data within the page, for one that travels without its folder. */
function archiveHtml({ archive, results }: ReportContent): Html | string {
  if (archive === undefined) return ' They are too large to be held in the page as well.';
  const { base64, holdsResults } = archive;
  const held = holdsResults ? 'results.json and all tables' : 'all tables (results.json is too large)';
  return html` The page holds a copy: <a href="data:application/zip;base64,${base64}" download="${fileSlug(results.title)}.zip">${held} as a zip archive</a>.`;
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
