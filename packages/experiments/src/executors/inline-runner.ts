import type { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { runJob } from '../run-job.ts';
import type { Workspace } from '../workspace.ts';
import type { JobRunner } from './executor.ts';

/** Runs jobs in this process, on the backend that is already in use. */
export function inlineRunner(workspace: Workspace, store: ArtifactStore, jobs: ReadonlyMap<string, Job>): JobRunner {
  return {
    run: (job, onProgress, signal) => runJob(job, { workspace, store, jobs, onProgress, signal }),
    close: () => workspace.dispose(),
  };
}
