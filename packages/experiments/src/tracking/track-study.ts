import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tensorBoardMetrics } from '@skill-neurons/prompt-tuning';
import type { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import type { Mlflow } from './mlflow.ts';
import { trackedJobs } from './tracked-job.ts';

export interface TrackOptions {
  jobs: readonly Job[];
  store: ArtifactStore;
  mlflow?: Mlflow | undefined;
  /** Folder for event files, one folder in it per job. */
  tensorBoard?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Sends the recorded metrics of all finished jobs on, from what they wrote: it does not matter when or where they ran, and doing it
 * twice changes nothing.
 * @returns how many jobs were sent to MLflow
 */
export async function trackStudy({ jobs, store, mlflow, tensorBoard, signal }: TrackOptions): Promise<number> {
  let sent = 0;
  for await (const tracked of trackedJobs(jobs, store)) {
    signal?.throwIfAborted();
    if (tensorBoard !== undefined) {
      const folder = join(tensorBoard, tracked.job.label.replace(/[^\w.-]+/g, '-'));
      await rm(folder, { recursive: true, force: true });
      const sink = tensorBoardMetrics(folder);
      await sink.start(0);
      tracked.steps.forEach((metrics) => sink.record(metrics));
      await sink.flush();
    }
    if (mlflow && (await mlflow.log(tracked))) sent++;
  }
  return sent;
}
