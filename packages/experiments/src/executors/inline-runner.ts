import { runJob, type RunJobOptions } from '../run-job.ts';
import { LeaseTable } from '../store/lease-table.ts';
import type { JobRunner, OpenRunners } from './executor.ts';

/** Runs jobs in this process, on the backend that is already in use. */
export function inlineRunner(options: Omit<RunJobOptions, 'onProgress' | 'signal'>): JobRunner {
  return {
    run: (job, onProgress, signal) => runJob(job, { ...options, onProgress, signal }),
    close: async () => undefined,
  };
}

/** One runner: jobs in one process share its backend. */
export const inlineRunners: OpenRunners = ({ stored, store, workload }) => [
  inlineRunner({ workload, store, leases: new LeaseTable(store.root), jobs: new Map(stored.plan.jobs.map((job) => [job.key, job])) }),
];
