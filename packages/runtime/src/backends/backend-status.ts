import type { WeightPrecision } from '../checkpoints/store-weight.ts';

/** The TensorFlow.js backends this package can run on, fastest first: the order of `auto`. */
export const backendNames = ['tensorflow', 'onnxruntime', 'wasm', 'cpu'] as const;
/** A backend of TensorFlow.js that can be chosen. */
export type BackendName = (typeof backendNames)[number];

/** What is known of a backend that works on this machine. */
export interface BackendFacts {
  /** Version, package and threads, e.g. `tfjs-backend-wasm 4.22.0, 1 thread`. */
  detail: string;
  /** What its binary was built for, as names for {@link BackendOptions.device}; empty where the backend decides by itself. */
  devices: readonly string[];
  /** How it can keep frozen weights. */
  precisions: readonly WeightPrecision[];
}

/** Whether a backend works on this machine. Facts are empty where it does not. */
export interface BackendStatus extends BackendFacts {
  name: BackendName;
  usable: boolean;
  /** Why it is not usable, in one line; empty where it is. */
  reason: string;
}

export interface BackendOptions {
  /** Threads for one operation, where the backend lets one choose; its own default when absent. */
  threads?: number | undefined;
  /** Execution provider of the onnxruntime backend, such as `cuda`; what it cannot run falls back to `cpu`, the default. */
  device?: string | undefined;
}

/** How to find out about one backend and to switch it on. */
export interface BackendDriver {
  name: BackendName;
  /** Tells whether it works here without loading TensorFlow.js, which takes half a second. @throws with the reason when it does not. */
  check(options: BackendOptions): Promise<BackendFacts>;
  /** Loads and registers it, after {@link check}. */
  load(options: BackendOptions): Promise<void>;
}

/** An error as one short line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 2).join(' ').slice(0, 300);
}
