import type { ErrorKind, ProgressEvent } from '@skill-neurons/core';
import type { JobOutcome } from '../run-job.ts';

/** Where a worker finds the plan, and how it runs its jobs. */
export interface WorkerSettings {
  store: string;
  /** Of the plan in the store. */
  digest: string;
  threads?: number | undefined;
}

/** What the main process tells a worker. */
export type ToWorker = ({ type: 'open' } & WorkerSettings) | { type: 'run'; key: string } | { type: 'abort' };

/** What a worker tells the main process. */
export type FromWorker =
  | { type: 'progress'; progress: ProgressEvent }
  | { type: 'ended'; outcome: JobOutcome }
  | { type: 'failed'; error: PlainError };

/** An error that survives the way between processes. */
export interface PlainError {
  message: string;
  stack?: string | undefined;
  code?: string | undefined;
  where?: string | undefined;
  hint?: string | undefined;
  kind?: ErrorKind | undefined;
}
