import type { ArtifactStore } from './artifact-store.ts';
import type { Job } from './job.ts';
import type { JobContext } from './job-context.ts';
import { runNeuronsJob } from './jobs/neurons-job.ts';
import { runSuppressJob } from './jobs/suppress-job.ts';
import { runTransferJob } from './jobs/transfer-job.ts';
import { runTuneJob } from './jobs/tune-job.ts';
import type { Workspace } from './workspace.ts';

export interface RunJobOptions {
  workspace: Workspace;
  store: ArtifactStore;
  /** Every job of the plan by key, to find inputs. */
  jobs: ReadonlyMap<string, Job>;
  onProgress: JobContext['onProgress'];
  signal?: AbortSignal | undefined;
}

/** Runs one job whose inputs are done, and commits its artifact. Does nothing when it is done already. */
export async function runJob(job: Job, { workspace, store, jobs, onProgress, signal }: RunJobOptions): Promise<void> {
  if (store.isDone(job)) return;
  const started = performance.now();
  const context: JobContext = {
    workspace, store, signal,
    folder: await store.openWork(job),
    input: (name) => jobs.get(job.inputs[name] ?? '') ?? missing(job, name),
    onProgress: (event) => onProgress({ ...event, label: job.label }),
  };
  const { parameters } = job;
  switch (parameters.kind) {
    case 'tune':
      await runTuneJob(parameters, context);
      break;
    case 'transfer':
      await runTransferJob(parameters, context);
      break;
    case 'neurons':
      await runNeuronsJob(parameters, context);
      break;
    case 'suppress':
      await runSuppressJob(parameters, context);
  }
  await store.commit(job, (performance.now() - started) / 1000);
}

function missing(job: Job, name: string): never {
  throw new Error(`${job.label} has no input "${name}"`);
}
