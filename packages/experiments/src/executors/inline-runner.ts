import { runJob } from '../run-job.ts';
import { LeaseTable } from '../store/lease-table.ts';
import type { OpenRunners } from './executor.ts';

/** Runs jobs in this process, on the backend that is already in use: one runner, since jobs in one process share its backend. */
export const inlineRunners: OpenRunners = ({ stored, store, workload }) => {
  const leases = new LeaseTable(store.root);
  const jobs = new Map(stored.plan.jobs.map((job) => [job.key, job]));
  return [{
    run: (job, onProgress, signal) => runJob(job, { workload, store, leases, jobs, onProgress, signal }),
    close: async () => undefined,
  }];
};
