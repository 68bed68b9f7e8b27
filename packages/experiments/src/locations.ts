import type { BackendName } from '@skill-neurons/runtime';
import type { Study } from './study-schema.ts';

/** A study with every name resolved to a place, as plain JSON: what a worker process needs to run its jobs. */
export interface LocatedStudy {
  study: Study;
  /** Checkpoint folder per model id. */
  models: Record<string, string>;
  /** Task file per task id. */
  tasks: Record<string, string>;
  /** Where the tasks' data files are, when not beside the task files. */
  dataFolder?: string | undefined;
  /** Backend name or `auto`, and threads per process. */
  backend: BackendName | 'auto';
  threads?: number | undefined;
  /** Root of the artifact store. */
  store: string;
}
