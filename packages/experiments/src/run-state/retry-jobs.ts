import type { Job } from '../job.ts';
import type { JobStatus } from './run-status.ts';

/**
 * The jobs to run again: those that failed, what they still need, and what waited for them. Without `failedOnly`, all that is not done.
 * In the plan's order.
 */
export function jobsToRetry(jobs: readonly Job[], statuses: readonly JobStatus[], failedOnly: boolean): Job[] {
  const stateOf = new Map(statuses.map(({ key, state }) => [key, state]));
  const open = jobs.filter(({ key }) => stateOf.get(key) !== 'done');
  if (!failedOnly) return open;
  const wanted = new Set(open.filter(({ key }) => stateOf.get(key) === 'failed').map(({ key }) => key));
  for (const { key, inputs } of open) if (Object.values(inputs).some((input) => wanted.has(input))) wanted.add(key);
  for (const { key, inputs } of [...open].reverse()) if (wanted.has(key)) for (const input of Object.values(inputs)) wanted.add(input);
  return open.filter(({ key }) => wanted.has(key));
}
