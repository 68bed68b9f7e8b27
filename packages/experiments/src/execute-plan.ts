import type { ArtifactStore } from './artifact-store.ts';
import type { JobEvent } from './executors/executor.ts';
import { defaultExecutor, executors, type ExecutorName } from './executors/executors.ts';
import { schedule } from './executors/schedule.ts';
import type { Job } from './job.ts';
import type { StoredPlan } from './plan-file.ts';
import type { Workload } from './workloads/workload.ts';

export interface ExecutePlanOptions {
  stored: StoredPlan;
  store: ArtifactStore;
  /** Keys of the jobs that need not run. */
  done: ReadonlySet<string>;
  /** Where the jobs run; by default as `workers` says. */
  executor?: ExecutorName | undefined;
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
export async function executePlan({ stored, store, done, executor, workers, threads, workload, onEvent, signal }: ExecutePlanOptions): Promise<{ failures: { job: Job; error: Error }[]; skipped: Job[] }> {
  const { jobs } = stored.plan;
  const failures: { job: Job; error: Error }[] = [];
  const skipped: Job[] = [];
  const left = jobs.length - done.size;
  const open = await executors[left === 0 ? 'inline' : (executor ?? defaultExecutor(workers))]();
  const runners = open({ stored, store, workload, workers: Math.max(1, Math.min(workers, left)), threads });
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
