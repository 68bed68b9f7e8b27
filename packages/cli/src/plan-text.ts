import type { Job, PlanEstimate } from '@skill-neurons/experiments';
import { durationText } from './pace.ts';
import { describeBytes } from './terminal.ts';
import { textTable } from './text-table.ts';

/** A plan for people: its jobs, then what they share and what they will take. */
export function planText(jobs: readonly Job[], estimate: PlanEstimate | undefined): string {
  const list = jobs.map(({ key, label }) => `${key.slice(0, 12)} ${label}`);
  if (!estimate) return list.join('\n');
  const { stages, wallSeconds, workers, memory, bytes, basis } = estimate;
  const rows = stages.map((stage) => [
    stage.kind, String(stage.jobs), String(stage.done), String(stage.readBy),
    stage.seconds === null ? 'unknown' : durationText(stage.seconds),
    stage.bytes === null ? 'unknown' : describeBytes(Math.round(stage.bytes)),
  ]);
  const unknown = stages.filter(({ seconds }) => seconds === null).map(({ kind }) => kind);
  return [
    ...list, '',
    textTable(['stage', 'jobs', 'done', 'results read by', 'time', 'disk'], rows), '',
    `about ${durationText(wallSeconds)} with ${workers === 0 ? 'this process' : `${workers} workers`}${unknown.length === 0 ? '' : `, without ${unknown.join(', ')}`}`,
    `${memory === null ? 'memory unknown' : `about ${describeBytes(memory)} of memory per process`}, ${describeBytes(Math.round(bytes))} of disk`,
    `estimated from ${basis.length === 0 ? 'nothing: all is done' : basis.join(' and ')}`,
  ].join('\n');
}

/** What `--json` says of a plan's jobs. */
export function planJson(jobs: readonly Job[]): Pick<Job, 'key' | 'kind' | 'label' | 'inputs'>[] {
  return jobs.map(({ key, kind, label, inputs }) => ({ key, kind, label, inputs }));
}
