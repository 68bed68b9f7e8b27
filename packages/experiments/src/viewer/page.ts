import { html, rawHtml, type Html, type HtmlContent } from '@skill-neurons/core';
import { reportStyles } from '@skill-neurons/reporting';
import { ownPagePolicy } from './security-headers.ts';
import { script } from './page-script.ts';

/** The report's style, and what the report has not. */
const style = `${reportStyles}
main { overflow-wrap: anywhere; } table { overflow-wrap: normal; }
header nav { padding: 0 0 .6rem; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 1rem 0; }
label { display: block; max-width: 100%; } select { display: block; max-width: 100%; }
select, button { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .35rem .7rem; }
button { cursor: pointer; }
progress { width: 100%; max-width: 30rem; height: 1rem; accent-color: var(--link); }
.run { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; margin: 1rem 0; background: var(--panel); overflow-wrap: anywhere; }
.run h2 { border: 0; margin: 0 0 .3rem; padding: 0; font-size: 1.15rem; } .run p { margin: .35rem 0; }
.verdicts { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: .4rem 0; }
.files { columns: 16rem; padding-left: 1.2rem; } .files li { break-inside: avoid; overflow-wrap: anywhere; }
.failed { color: var(--bad); font-weight: 600; } .active { color: var(--link); font-weight: 600; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

export const pagePolicy = ownPagePolicy(style, script);

export interface Page {
  title: string;
  /** Stays as it is. */
  before?: HtmlContent;
  /** Is put in again when it has changed. */
  live: HtmlContent;
  /** What a screen reader is told when it changes. */
  summary: string;
  /** Milliseconds until it is asked for again; 0: never. */
  every: number;
  after?: HtmlContent;
  /** True for the page with all runs. */
  isHome?: boolean;
}

/** A page of the viewer. Without script, a link loads it again. */
export function pageHtml({ title, before, live, summary, every, after, isHome = false }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${rawHtml(style)}</style>
</head>
<body>
<header>
${isHome ? '' : html`<nav aria-label="All runs"><a href="/">All runs</a></nav>`}
<h1><bdi>${title}</bdi></h1>
${before}
</header>
<main>
<p class="hidden" role="status" id="said"></p>
<div id="live" data-every="${every}" data-summary="${summary}">${live}</div>
${every === 0 ? '' : html`<p class="soft"><a href="" id="again">Load again</a><span id="by-itself" hidden>: not needed, this page keeps itself up to date</span></p>`}
${after}
</main>
<script>${rawHtml(script)}</script>
</body>
</html>
`.text;
}

export function runLink(path: readonly string[], text: HtmlContent): Html {
  return html`<a href="${addressOf('run', path)}"><bdi>${text}</bdi></a>`;
}

export function fileLink(path: readonly string[], text: HtmlContent): Html {
  return html`<a href="${addressOf('files', path)}"><bdi>${text}</bdi></a>`;
}

function addressOf(page: 'run' | 'files', path: readonly string[]): string {
  return `/${page}/${path.map((name) => encodeURIComponent(name)).join('/')}`;
}
