import { cellText, isNumeric } from '../tables/table.ts';
import type { Cell, Column, Table } from '../tables/table.ts';
import { verdictText } from '../claims/claim.ts';
import type { Verdict } from '../claims/claim.ts';
import type { DrawnFigure } from './report-content.ts';
import { html, rawHtml } from './html.ts';
import type { Html, HtmlContent } from './html.ts';
import { onePicture, prefixIds } from '../figures/render-figure.ts';

/** Longer cells are broken into lines. */
const LONG_TEXT = 40;

/** A table in a box of its own that scrolls sideways; the first column names the rows. */
export function tableHtml({ title, columns, rows }: Pick<Table, 'title' | 'columns' | 'rows'>): Html {
  if (rows.length === 0) return html``;
  const classOf = (column: Column) => rawHtml(isNumeric(column) ? ' class="number"' : '');
  const cell = (value: Cell, i: number) => {
    const text = cellText(value, columns[i]!);
    const kind = text.length > LONG_TEXT ? rawHtml(' class="long"') : classOf(columns[i]!);
    return i === 0 ? html`<th scope="row"${kind}>${text}</th>` : html`<td${kind}>${text}</td>`;
  };
  return html`
<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<caption>${title}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${classOf(column)}>${column.label}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>`;
}

/** A figure with its number, what it shows and how to read it. */
export function figureHtml({ figure, svg, number }: DrawnFigure): Html {
  const captionId = `figure-${number}-caption`;
  const labelled = prefixIds(onePicture(svg), `f${number}-`).replace('<svg ', `<svg role="img" aria-labelledby="${captionId}" `);
  return html`
<figure id="figure-${number}">
<div class="scroll" role="region" aria-labelledby="${captionId}" tabindex="0">${rawHtml(labelled)}</div>
<figcaption><p id="${captionId}"><strong>Figure ${number}. ${figure.title}.</strong> ${figure.summary}</p><p class="soft">${figure.caption}</p></figcaption>
</figure>`;
}

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
