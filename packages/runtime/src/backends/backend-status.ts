/** The TensorFlow.js backends this package can run on, fastest first: the order of `auto`. */
export const backendNames = ['tensorflow', 'onnxruntime', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Whether a backend works on this machine. */
export interface BackendStatus {
  name: BackendName;
  usable: boolean;
  /** Why it is not usable, in one line; empty where it is. */
  reason: string;
  /** Version, package and threads, e.g. `tfjs-backend-wasm 4.22.0, 1 thread`. */
  detail: string;
}

export interface BackendOptions {
  /** Threads for one operation, where the backend lets one choose; its own default when absent. */
  threads?: number;
}

/** How to find out about one backend and to switch it on. */
export interface BackendDriver {
  name: BackendName;
  /** Loads and registers it without making it the current one. @returns its detail. @throws when it does not work here. */
  prepare(options: BackendOptions): Promise<string>;
}

/** An error as one short line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 2).join(' ').slice(0, 300);
}
