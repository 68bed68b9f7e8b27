import type { BackendName, WeightPrecision } from '@skill-neurons/runtime';
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
  /** Backend name or `auto`, threads per process, and its device. */
  backend: BackendName | 'auto';
  threads?: number | undefined;
  device?: string | undefined;
  /** How models are kept; float32 when absent. */
  precision?: WeightPrecision;
  /** Root of the artifact store. */
  store: string;
}
