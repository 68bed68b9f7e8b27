import { readdir } from 'node:fs/promises';
import { html, type Html } from '@skill-neurons/core';
import { verdictHtml } from '@skill-neurons/reporting';
import { compareForm } from './compare-form.ts';
import { dateText, factsHtml, often, seldom } from './index-page.ts';
import { fileLink, pageHtml } from './page.ts';
import { isPlainName } from './plain-name.ts';
import { isLive, runName, type RunFacts } from './run-facts.ts';
import type { ServedFolder } from './served-folder.ts';
import { countsText, jobsHtml, progressHtml, stateText } from './status-parts.ts';

const mostFiles = 500;

/** One run: how far it is, what it says of the claims, its report and files. */
export async function runPage(run: RunFacts, others: readonly RunFacts[], folder: ServedFolder): Promise<string> {
  const { path, title, status, claims, hasReport, known, problems } = run;
  const files = await Promise.all((['', 'figures', 'tables'] as const).map(async (name) => ({ name, files: await filesOf(folder, name === '' ? path : [...path, name]) })));
  const other = others.find(({ path: otherPath, claims: otherClaims }) => otherClaims !== null && otherPath.join('/') !== path.join('/'));
  return pageHtml({
    title: title ?? runName(run),
    before: html`<p class="soft"><bdi>${runName(run)}</bdi>${dateText(run)}</p>`,
    live: html`
${known ? '' : html`<p>being read</p>`}
${problems.map((problem) => html`<p class="notice"><bdi>${problem}</bdi></p>`)}
${hasReport ? html`<p><strong>${fileLink([...path, 'report.html'], 'Read the report')}</strong></p>` : ''}
${factsHtml(run)}
${claims && html`<h2>Claims</h2>${claims.map((claim) => html`<section class="claim"><h3>${claim.number}. ${claim.title}</h3><p>${verdictHtml(claim.verdict)} ${claim.answer}</p></section>`)}`}
${status && html`<h2>Jobs</h2>${progressHtml(status)}${jobsHtml(status)}`}
${files.map(({ name, files: names }) => filesHtml(name, path, names))}`,
    summary: status ? `${stateText(status)}: ${countsText(status)}` : known ? 'read' : 'being read',
    every: isLive(run) ? often : seldom,
    after: compareForm(others, { a: path, ...(other === undefined ? {} : { b: other.path }) }),
  });
}

async function filesOf(folder: ServedFolder, path: readonly string[]): Promise<string[]> {
  const real = await folder.find(path);
  const entries = real === null ? [] : await readdir(real, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && isPlainName(entry.name)).map(({ name }) => name).sort();
}

function filesHtml(name: '' | 'figures' | 'tables', path: readonly string[], files: readonly string[]): Html {
  if (files.length === 0) return html``;
  const at = name === '' ? path : [...path, name];
  const left = files.length - mostFiles;
  return html`
<details id="files-${name}"${name === '' ? html` open` : ''}><summary>${{ '': 'Files', figures: 'Figures', tables: 'Tables' }[name]} (${files.length})</summary>
<ul class="files">${files.slice(0, mostFiles).map((file) => html`<li>${fileLink([...at, file], file)}</li>`)}</ul>${left > 0 ? html`<p>and ${left} more</p>` : ''}</details>`;
}
