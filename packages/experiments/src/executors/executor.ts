import type { ProgressEvent } from '@skill-neurons/core';
import type { Job } from '../job.ts';

/** Runs jobs one at a time; several runners work side by side. */
export interface JobRunner {
  run(job: Job, onProgress: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<void>;
  /** Frees the models or ends the process behind this runner. */
  close(): Promise<void>;
}

export type JobEvent =
  | { type: 'reused' | 'started' | 'done'; job: Job }
  | { type: 'progress'; job: Job; progress: ProgressEvent }
  | { type: 'failed'; job: Job; error: Error }
  /** Not run because a job that it needs failed. */
  | { type: 'skipped'; job: Job };
