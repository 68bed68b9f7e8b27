import type { ProgressEvent } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { StoredPlan } from '../plan-file.ts';
import type { JobOutcome } from '../run-job.ts';
import type { Workload } from '../workloads/workload.ts';

/** Runs jobs one at a time; several runners work side by side. */
export interface JobRunner {
  run(job: Job, onProgress: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<JobOutcome>;
  /** Frees the models or ends the process behind this runner. */
  close(): Promise<void>;
}

/** What runners are made from. */
export interface RunnerContext {
  stored: StoredPlan;
  store: ArtifactStore;
  /** Runs jobs in this process. Its owner closes it. */
  workload: Workload;
  /** Jobs that may run side by side: at least 1, no more than there are left. */
  workers: number;
  /** Threads of each. */
  threads?: number | undefined;
}

/** Makes the runners of an executor; who asked closes them. */
export type OpenRunners = (context: RunnerContext) => JobRunner[];

/** What happened to a job. */
export type JobEvent =
  | { type: 'reused' | 'started' | 'done'; job: Job }
  | { type: 'progress'; job: Job; progress: ProgressEvent }
  /** Another process, of this run or of another, works on it; it is looked at again. */
  | { type: 'elsewhere'; job: Job }
  /** Its process ended; it is tried again. */
  | { type: 'retried'; job: Job; error: Error }
  | { type: 'failed'; job: Job; error: Error }
  /** Not run because a job that it needs failed. */
  | { type: 'skipped'; job: Job };
