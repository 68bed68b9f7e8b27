import type { Submitted } from '@skill-neurons/experiments';
import { textTable } from './text-table.ts';

/** What was sent to a cluster, and what to do next. */
export function submittedText({ arrays, alreadyQueued }: Submitted, folder: string): string {
  const jobs = arrays.reduce((sum, { tasks }) => sum + tasks, 0);
  const rows = arrays.map(({ id, kind, tasks, dependency }) => [id, kind, String(tasks), dependency ?? '']);
  return [
    ...(arrays.length === 0 ? [] : [textTable(['array', 'stage', 'jobs', 'waits for'], rows), '']),
    `${jobs} jobs sent to the cluster${alreadyQueued > 0 ? `, ${alreadyQueued} were queued before` : ''}`,
    `skill-neurons status ${folder} --watch   how far it is`,
    `skill-neurons wait ${folder}             until it is done, then the report`,
  ].join('\n');
}
