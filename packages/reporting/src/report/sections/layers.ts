import { layerShareOverview } from '../../tables/layer-share-tables.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { figureHtml, sectionHtml, tableHtml } from '../page-parts.ts';
import type { ReportContent } from '../report-content.ts';

export function layersHtml({ results, figures }: ReportContent): Html {
  const [together, ...byTask] = figures.layers;
  return sectionHtml('layers', 'Where skill neurons live', html`
<p>All neurons of a model are ranked together, and the best of them counted layer by layer. Suppression and overlap take the same share of every layer instead, so this is where their sets and the best of the whole model differ.</p>
${together === undefined ? null : figureHtml(together)}
${byTask.length === 0 ? null : html`<details><summary>Task by task</summary>${byTask.map(figureHtml)}</details>`}
<details><summary>Every set</summary>${tableHtml(layerShareOverview(results))}</details>`);
}
