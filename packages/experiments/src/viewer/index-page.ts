import { html, type Html } from '@skill-neurons/core';
import { compareForm } from './compare-form.ts';
import { fileLink, pageHtml, runLink } from './page.ts';
import { isLive, runName, type RunFacts } from './run-facts.ts';
import { countsText, progressHtml, stateText, verdictsHtml } from './status-parts.ts';

/** Milliseconds between two looks of a page. */
export const often = 2000;
export const seldom = 10_000;
const mostNames = 12;

/** Every run of the folder, the newest first. */
export function indexPage({ runs, cut }: { runs: readonly RunFacts[]; cut: boolean }, folder: string): string {
  return pageHtml({
    title: 'Runs',
    isHome: true,
    before: html`<p class="soft"><bdi>${folder}</bdi></p>`,
    live: html`${runs.length === 0 ? html`<p>There is no run in this folder yet. <code>skill-neurons run STUDY.yaml --out ...</code> begins one, and this page will show it.</p>` : ''}
${cut ? html`<p class="notice">This folder is large: not all of its runs are shown.</p>` : ''}
${runs.map(runCard)}`,
    summary: runs.map((run) => `${runName(run)}: ${run.status ? `${stateText(run.status)}, ${run.status.counts.failed} failed` : run.known ? 'results' : 'being read'}`).join('; '),
    every: runs.some(isLive) ? often : seldom,
    after: compareForm(runs),
  });
}

function runCard(run: RunFacts): Html {
  const { path, title, status, claims, hasReport, known, problems } = run;
  return html`
<article class="run">
<h2>${runLink(path, title ?? runName(run))}</h2>
<p class="soft"><bdi>${runName(run)}</bdi>${dateText(run)}</p>
${known ? '' : html`<p>being read</p>`}
${status && (status.state === 'done' ? html`<p class="soft">${countsText(status)}</p>` : progressHtml(status))}
${factsHtml(run)}
${claims && verdictsHtml(claims)}
${problems.map((problem) => html`<p class="notice"><bdi>${problem}</bdi></p>`)}
<p>${hasReport ? html`${fileLink([...path, 'report.html'], 'Report')} · ` : ''}${runLink(path, 'Progress, figures and tables')}</p>
</article>`;
}

export function factsHtml({ models, tasks, seeds }: RunFacts): Html {
  if (models.length + tasks.length === 0) return html``;
  return html`<dl class="facts"><dt>Models</dt><dd><bdi>${shortList(models)}</bdi></dd><dt>Tasks</dt><dd><bdi>${shortList(tasks)}</bdi></dd><dt>Seeds</dt><dd>${shortList(seeds)}</dd></dl>`;
}

export function dateText({ date }: RunFacts): Html {
  return date === null ? html`` : html` · <time datetime="${date}">${date.replace('T', ' ').slice(0, 16)} UTC</time>`;
}

function shortList(names: readonly (string | number)[]): string {
  const left = names.length - mostNames;
  return `${names.slice(0, mostNames).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
