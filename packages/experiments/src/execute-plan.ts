import type { ArtifactStore } from './artifact-store.ts';
import type { JobEvent, JobRunner } from './executors/executor.ts';
import { inlineRunner } from './executors/inline-runner.ts';
import { localRunner } from './executors/local-runner.ts';
import { schedule } from './executors/schedule.ts';
import type { Job } from './job.ts';
import type { StoredPlan } from './plan-file.ts';
import { LeaseTable } from './store/lease-table.ts';
import type { Workload } from './workloads/workload.ts';

export interface ExecutePlanOptions {
  stored: StoredPlan;
  store: ArtifactStore;
  /** Keys of the jobs that need not run. */
  done: ReadonlySet<string>;
  /** Worker processes; 0 runs everything in this process. */
  workers: number;
  /** Threads of each worker. */
  threads?: number | undefined;
  /** Runs the jobs where there are no workers. The caller closes it. */
  workload: Workload;
  onEvent?: ((event: JobEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Runs the jobs of a plan on this machine. Which jobs, and in how many processes, changes no byte of what they write. */
export async function executePlan({ stored, store, done, workers, threads, workload, onEvent, signal }: ExecutePlanOptions): Promise<{ failures: { job: Job; error: Error }[]; skipped: Job[] }> {
  const { jobs } = stored.plan;
  const failures: { job: Job; error: Error }[] = [];
  const skipped: Job[] = [];
  const count = Math.min(workers, jobs.length - done.size);
  const runners: JobRunner[] =
    count > 0
      ? Array.from({ length: count }, () => localRunner({ store: store.root, digest: stored.digest, threads }))
      : [inlineRunner({ workload, store, leases: new LeaseTable(store.root), jobs: new Map(jobs.map((job) => [job.key, job])) })];
  try {
    await schedule({
      jobs, done, runners, signal,
      onEvent: (event) => {
        if (event.type === 'failed') failures.push({ job: event.job, error: event.error });
        if (event.type === 'skipped') skipped.push(event.job);
        onEvent?.(event);
      },
    });
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return { failures, skipped };
}
