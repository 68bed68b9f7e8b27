import { diffStyles } from '@skill-neurons/core';
import { html, rawHtml } from './html.ts';
import type { Html } from './html.ts';
import type { ReportContent } from './report-content.ts';
import { attacksHtml } from './sections/attacks.ts';
import { chanceHtml, linkHtml, overlapHtml, specificityHtml } from './sections/consistency.ts';
import { findingsHtml } from './sections/findings.ts';
import { headerHtml } from './sections/header.ts';
import { layersHtml } from './sections/layers.ts';
import { neuronsHtml } from './sections/neurons.ts';
import { provenanceHtml } from './sections/provenance.ts';
import { promptsHtml } from './sections/prompts.ts';
import { accuracyHtml, suppressionHtml, transferHtml, tuningHtml } from './sections/results-sections.ts';
import { interaction, interactionHash } from './interaction.ts';
import { sectionSourceHtml } from './sources.ts';
import { styles } from './styles.ts';

/** Nothing may be loaded and no script but the page's own may run, whatever the data hold. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${interactionHash}'; base-uri 'none'; form-action 'none'`;

/** The whole report as one HTML page that needs no network and no other file, and no script to be whole. */
export function renderReport(content: ReportContent): string {
  const { results, claims, figures, tables } = content;
  const sections: [id: string, title: string, make: (() => Html) | undefined][] = [
    ['findings', 'Findings', () => findingsHtml(results, claims, titles)],
    ['accuracy', 'Accuracy', results.evaluations.length > 0 ? () => accuracyHtml(content) : undefined],
    ['attacks', 'Attacks', results.evaluations.some(({ adversarial, prompt }) => adversarial && prompt === 'tuned') ? () => attacksHtml(content) : undefined],
    ['tuning', 'Tuning', results.tuning.length > 0 ? () => tuningHtml(content) : undefined],
    ['transfer', 'Transfer', figures.transfer.length > 0 ? () => transferHtml(content) : undefined],
    ['prompts', 'Prompts', figures.prompts.length > 0 ? () => promptsHtml(content) : undefined],
    ['neurons', 'Neurons', figures.neurons.length > 0 ? () => neuronsHtml(content) : undefined],
    ['chance', 'Chance', figures.chance.length > 0 ? () => chanceHtml(content) : undefined],
    ['layers', 'Layers', figures.layers.length > 0 ? () => layersHtml(content) : undefined],
    ['specificity', 'Specificity', figures.specificity.length > 0 ? () => specificityHtml(content) : undefined],
    ['suppression', 'Suppression', figures.suppression.length > 0 ? () => suppressionHtml(content) : undefined],
    ['overlap', 'Overlap', figures.overlap.length > 0 ? () => overlapHtml(content) : undefined],
    ['link', 'Link', figures.link.length > 0 ? () => linkHtml(content) : undefined],
    ['provenance', 'Provenance', () => provenanceHtml(content)],
  ];
  const shown = sections.filter(([, , make]) => make !== undefined);
  const titles = new Map(shown.map(([id, title]) => [id, title]));
  const missing = sections.filter(([, , make]) => make === undefined).map(([, title]) => title.toLowerCase());
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="skill-neurons">
<title>${results.title}</title>
<style>${rawHtml(styles + diffStyles)}</style>
</head>
<body>
${headerHtml(results)}
<div class="bar"><nav aria-label="Sections"><ul><li><a href="#top">Top</a></li>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav></div>
<main>
${shown.map(([id, , make]) => [make!(), sectionSourceHtml(results, tables, id)])}
</main>
<footer><p>${missing.length === 0 ? null : `Not part of these results: ${missing.join(', ')}. `}Made by skill-neurons from results.json.</p></footer>
<script>${rawHtml(interaction)}</script>
</body>
</html>
`.text;
}
