import { ArtifactStore } from '../artifact-store.ts';
import { executePlan } from '../execute-plan.ts';
import type { JobEvent } from '../executors/executor.ts';
import type { Job } from '../job.ts';
import { readPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import { openWorkload } from '../workloads/open-workload.ts';

/** Runs some jobs of a run that was begun before, on this machine and as that run did. Their inputs are done or among them. */
export async function retryRun(run: Run, jobs: readonly Job[], { onEvent, signal }: { onEvent?: (event: JobEvent) => void; signal?: AbortSignal } = {}) {
  const { store: root, record: { plan, executor, workers, threads } } = run;
  const stored = await readPlan(root, plan);
  const wanted = new Set(jobs.map(({ key }) => key));
  const done = new Set(stored.plan.jobs.filter(({ key }) => !wanted.has(key)).map(({ key }) => key));
  const workload = await openWorkload(stored, { store: root, threads });
  try {
    return await executePlan({ stored, store: new ArtifactStore(root), done, executor: executor === 'slurm' ? undefined : executor, workers, threads, workload, onEvent, signal });
  } finally {
    await workload.close();
  }
}
