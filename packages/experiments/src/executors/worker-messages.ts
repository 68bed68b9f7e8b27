import type { ErrorKind, ProgressEvent } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { LocatedStudy } from '../locations.ts';

/** What the main process tells a worker. */
export type ToWorker = { type: 'open'; located: LocatedStudy; jobs: Job[] } | { type: 'run'; key: string } | { type: 'abort' };

/** What a worker tells the main process. */
export type FromWorker =
  | { type: 'progress'; progress: ProgressEvent }
  | { type: 'done' }
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
