import type { BackendName } from '@skill-neurons/runtime';
import type { ModelCase } from './cases.ts';

/** Lines of JSON between the benchmark and its worker processes, in TypeScript (worker.ts) and in Python (python/worker.py). */
export type Command =
  | { do: 'load'; system: string; threads: number; case: ModelCase; folder: string; backend?: BackendName }
  | { do: 'load'; system: string; threads: number; case: 'peak'; shapes: readonly (readonly [number, number, number])[]; repeats: number; backend?: BackendName }
  | { do: 'check' }
  | { do: 'run' };

export interface Ready {
  status: 'ready';
  version: string;
  /** Resident set before anything was loaded, in bytes: the language and its libraries. */
  importRss: number;
}

/** Numbers by name that every system must agree on. */
export interface Checked {
  status: 'checked';
  values: Readonly<Record<string, number[]>>;
}

export interface Ran {
  status: 'ran';
  ms: number;
  examples: number;
  /** Largest resident set of the process so far, in bytes. */
  peakRss: number;
  /** Sessions compiled so far and the time it took, where the backend compiles. */
  compiled?: { sessions: number; ms: number };
}

export interface PeakRan {
  status: 'ran';
  gflops: number;
}

export interface Absent {
  status: 'absent';
  reason: string;
}

export type Answer = Ready | Checked | Ran | PeakRan | Absent;

/** What the parent writes beside a model for the workers: `workload.json`. */
export interface Workload {
  /** Of the model. */
  parameters: number;
  virtualTokens: number;
  maskTokenId: number | null;
  padTokenId: number;
  columns: number[];
  learningRate: number;
  fixedTextLength: number;
  /** Every layer's neurons in order; suppression takes the first `percent` percent. */
  ranking: number[][];
  percent: number;
  batches: StoredBatch[];
}

/** A token batch as JSON; see TokenBatch of @skill-neurons/data. */
export interface StoredBatch {
  size: number;
  length: number;
  ids: number[];
  mask: number[];
  labels: number[];
}
