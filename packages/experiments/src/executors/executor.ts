import type { ProgressEvent } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { JobOutcome } from '../run-job.ts';

/** Runs jobs one at a time; several runners work side by side. */
export interface JobRunner {
  run(job: Job, onProgress: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<JobOutcome>;
  /** Frees the models or ends the process behind this runner. */
  close(): Promise<void>;
}

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
