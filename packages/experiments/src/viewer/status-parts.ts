import { html, type Html } from '@skill-neurons/core';
import { tableHtml, verdictHtml, type ClaimCheck } from '@skill-neurons/reporting';
import type { JobState, RunStatus } from '../run-state/run-status.ts';

const shownStates = ['done', 'running', 'queued', 'ready', 'waiting', 'interrupted', 'failed', 'blocked'] as const satisfies readonly JobState[];
const listedStates = new Set<JobState>(['running', 'failed', 'interrupted']);
const mostJobs = 200;

/** Counts in one line: `12 of 20 jobs done, 2 running, 1 failed`. */
export function countsText({ counts, jobs }: RunStatus): string {
  const others = shownStates.filter((state) => state !== 'done' && counts[state] > 0).map((state) => `, ${counts[state]} ${state}`);
  return `${counts.done} of ${jobs.length} jobs done${others.join('')}`;
}

export function stateText({ state, counts }: RunStatus): string {
  if (state === 'stopped') return counts.failed > 0 ? 'stopped with failed jobs' : 'stopped';
  return { done: 'finished', active: 'at work' }[state];
}

/** Bar and counts. */
export function progressHtml(status: RunStatus): Html {
  const kind = status.state === 'active' ? 'active' : status.counts.failed > 0 ? 'failed' : 'soft';
  return html`<p><span class="${kind}">${stateText(status)}</span>: ${countsText(status)}</p>
${status.state === 'done' ? '' : html`<progress max="${status.jobs.length}" value="${status.counts.done}" aria-label="jobs done"></progress>`}`;
}

/** Stages and states as a table, and each job that runs, failed or was left. */
export function jobsHtml({ jobs, counts }: RunStatus): Html {
  const states = shownStates.filter((name) => name === 'done' || counts[name] > 0);
  const kinds = [...new Set(jobs.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => [kind, ...states.map((name) => jobs.filter((job) => job.kind === kind && job.state === name).length)]);
  const listed = jobs.filter(({ state }) => listedStates.has(state));
  const left = listed.length - mostJobs;
  return html`${tableHtml({
    title: 'Jobs by stage',
    columns: [{ name: 'stage', label: 'Stage' }, ...states.map((name) => ({ name, label: name, format: 'integer' as const }))],
    rows: [...rows, ['all', ...states.map((name) => counts[name])]],
  })}${tableHtml({
    title: 'Jobs that run, failed or were left',
    columns: [{ name: 'job', label: 'Job' }, { name: 'state', label: 'State' }, { name: 'detail', label: 'Where, or why' }],
    rows: listed.slice(0, mostJobs).map(({ label, state, detail }) => [label, state, detail]),
  })}${left > 0 ? html`<p>and ${left} more: <code>skill-neurons status --jobs</code> lists all</p>` : ''}`;
}

export function verdictsHtml(claims: readonly ClaimCheck[]): Html {
  return html`<ul class="verdicts">${claims.map(({ number, title, verdict }) => html`<li><span title="${title}">Claim ${number}</span> ${verdictHtml(verdict)}</li>`)}</ul>`;
}
