import { runJob, type RunJobOptions } from '../run-job.ts';
import type { JobRunner } from './executor.ts';

/** Runs jobs in this process, on the backend that is already in use. */
export function inlineRunner(options: Omit<RunJobOptions, 'onProgress' | 'signal'>): JobRunner {
  return {
    run: (job, onProgress, signal) => runJob(job, { ...options, onProgress, signal }),
    close: async () => undefined,
  };
}
