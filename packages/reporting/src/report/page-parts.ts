import { cellText, isNumeric } from '../tables/table.ts';
import type { Cell, Column, Table } from '../tables/table.ts';
import { verdictText } from '../claims/claim.ts';
import type { Verdict } from '../claims/claim.ts';
import type { Panel } from '../figures/draw-figure.ts';
import type { DrawnFigure } from './report-content.ts';
import { html, rawHtml } from './html.ts';
import type { Html, HtmlContent } from './html.ts';
import { sourceListsHtml } from './sources.ts';

/** Longer cells are broken into lines. */
const LONG_TEXT = 40;
/** Columns by which rows can be chosen in the page. */
const choosable = new Set(['model', 'task', 'seed', 'layer']);

export interface ShownTable extends Pick<Table, 'title' | 'columns' | 'rows'> {
  /** Of its file in `tables/`. */
  name?: string;
  /** The one model that the table is about. */
  model?: string;
  /** Rows in the page at most; 200 unless said otherwise. */
  most?: number;
}

/** A table in a box of its own that scrolls sideways; the first column names the rows. */
export function tableHtml({ title, columns, rows, name, model, most = 200 }: ShownTable): Html {
  if (rows.length === 0) return html``;
  const shown = rows.slice(0, most);
  const flushRight = columns.map((column, i) => isNumeric(column) || readsAsNumbers(shown.map((row) => row[i]!), column));
  // Said once for the table, not for every cell of a column: pages hold tens of thousands of cells.
  const numeric = flushRight.flatMap((is, i) => (is ? [`n${i + 1}`] : [])).join(' ');
  const cell = (value: Cell, i: number) => {
    const text = cellText(value, columns[i]!);
    const kind = rawHtml(text.length > LONG_TEXT ? ' class="long"' : '');
    return i === 0 ? html`<th scope="row"${kind}>${text}</th>` : html`<td${kind}>${text}</td>`;
  };
  return html`
<div class="table"${model === undefined ? null : html` data-model="${model}"`}><div class="scroll" role="region" aria-label="${title}" tabindex="0"><table${numeric === '' ? null : html` class="${numeric}"`}>
<caption>${title}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${choosable.has(column.name) ? html` data-key="${column.name}"` : null}>${column.label}</th>`)}</tr></thead>
<tbody>
${shown.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>${shown.length === rows.length ? null : html`<p class="soft">The first ${most} of ${rows.length} rows${name === undefined ? '' : `; all are in tables/${name}.csv`}.</p>`}</div>`;
}

/** True for texts that all begin with a number, such as `93.1 [90.2–95.0]`. */
function readsAsNumbers(cells: readonly Cell[], column: Column): boolean {
  const texts = cells.map((value) => cellText(value, column)).filter((text) => text !== '' && text !== '–');
  return texts.length > 0 && texts.every((text) => /^[+\-\u2212]?\d[\d.,\u2009]*(?:$|[ [(%–/])/.test(text));
}

/** A figure with its number, what it shows, how to read it and where its numbers come from. */
export function figureHtml({ figure, page, number, source = [] }: DrawnFigure): Html {
  const captionId = `figure-${number}-caption`;
  const { name, title, summary, caption, model } = figure;
  return html`
<figure id="figure-${number}"${model === undefined ? null : html` data-model="${model}"`}>
<div class="scroll" role="region" aria-label="Figure ${number}" tabindex="0"><div class="drawing" role="img" aria-labelledby="${captionId}">
${page.legend === undefined ? null : html`<div class="legend">${hidden(page.legend)}</div>\n`}<div class="panels">${page.panels.map(panelHtml)}</div>
</div></div>
<figcaption><p id="${captionId}"><strong>Figure ${number}. ${title}.</strong> ${summary}</p><p class="soft">${caption}</p>
<details class="source"><summary>Source<span class="unseen"> of figure ${number}</span></summary>
<p>Files beside this page: <a href="figures/${name}.svg">${name}.svg</a>, <a href="figures/${name}.vl.json">${name}.vl.json</a> (every number in it, as a Vega-Lite specification).</p>
${sourceListsHtml(source)}</details></figcaption>
</figure>`;
}

function panelHtml({ svg, model, task }: Panel & { model?: string; task?: string }): Html {
  return html`<div class="panel"${model === undefined ? null : html` data-model="${model}"`}${task === undefined ? null : html` data-task="${task}"`}>${hidden(svg)}</div>`;
}

/** A part of a picture that is described as a whole. */
function hidden(svg: string): Html {
  return rawHtml(svg.replace('<svg ', '<svg aria-hidden="true" '));
}

/** A verdict as a coloured mark. */
export function verdictHtml(verdict: Verdict): Html {
  return html`<span class="verdict ${verdict}">${verdictText[verdict]}</span>`;
}

export function sectionHtml(id: string, title: string, content: HtmlContent): Html {
  return html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}
