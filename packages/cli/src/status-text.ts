import type { JobState, JobStatus, RunStatus } from '@skill-neurons/experiments';
import { plainText } from './plain-text.ts';
import { textTable } from './text-table.ts';

const shownStates = ['done', 'running', 'queued', 'ready', 'waiting', 'interrupted', 'failed', 'blocked'] as const satisfies readonly JobState[];
/** Of these a line each; the others are counted. */
const listedStates = new Set<JobState>(['running', 'failed', 'interrupted']);
const mostLines = 20;

/** A run as a table of stages and states, and the jobs that are worth a line. */
export function statusText({ jobs, counts, state }: RunStatus, everyJob: boolean): string {
  const kinds = [...new Set(jobs.map(({ kind }) => kind))];
  const states = shownStates.filter((name) => name === 'done' || counts[name] > 0);
  const rows = kinds.map((kind) => [kind, ...states.map((name) => String(jobs.filter((job) => job.kind === kind && job.state === name).length))]);
  const total = ['all', ...states.map((name) => String(counts[name]))];
  const listed = everyJob ? jobs : jobs.filter((job) => listedStates.has(job.state));
  const shown = everyJob ? listed : listed.slice(0, mostLines);
  const left = listed.length - shown.length;
  return [
    textTable(['stage', ...states], [...rows, total]),
    ...(shown.length === 0 ? [] : ['', ...shown.map(line)]),
    ...(left > 0 ? [`and ${left} more: --jobs lists all`] : []),
    '',
    { done: 'all jobs are done', active: 'at work', stopped: counts.failed > 0 ? `stopped: ${counts.failed} failed; retry --failed runs them again` : 'stopped: nobody works on it; retry goes on' }[state],
  ].join('\n');
}

function line({ label, state, detail, key }: JobStatus): string {
  return plainText(`${state} ${key.slice(0, 12)} ${label}${detail === '' ? '' : `: ${detail}`}`);
}
