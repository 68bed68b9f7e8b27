/** What the backend has done so far; times are totals in milliseconds. */
export interface BackendStatistics {
  /** Compiled sessions alive now. */
  sessions: number;
  /** About how much memory they hold, in bytes. */
  sessionBytes: number;
  /** Runs of recorded graphs. */
  flushes: number;
  /** Runs that found their session. */
  hits: number;
  /** Sessions compiled for a new structure. */
  misses: number;
  /** Sessions compiled again because a scalar had changed. */
  recompiles: number;
  /** Sessions given up for want of room. */
  evictions: number;
  /** Nodes, inputs and outputs of the last graph that ran. */
  nodes: number;
  inputs: number;
  outputs: number;
  /** Size of the last model that was compiled; weights are not in it. */
  modelBytes: number;
  /** Collecting and hashing graphs. */
  hashMs: number;
  /** Encoding as ONNX; part of compileMs. */
  encodeMs: number;
  compileMs: number;
  runMs: number;
  /** Per kernel that ran on the cpu backend: how often, and why. */
  fallbacks: Record<string, FallbackCount>;
}

/** A kernel that ran on the cpu backend, why, and how often. */
export interface FallbackCount {
  count: number;
  /** Why the kernel ran on the cpu backend the first time. */
  reason: string;
}

export type StatisticsCounter = Omit<BackendStatistics, 'sessions' | 'sessionBytes'>;

export function newStatistics(): StatisticsCounter {
  return {
    flushes: 0,
    hits: 0,
    misses: 0,
    recompiles: 0,
    evictions: 0,
    nodes: 0,
    inputs: 0,
    outputs: 0,
    modelBytes: 0,
    hashMs: 0,
    encodeMs: 0,
    compileMs: 0,
    runMs: 0,
    fallbacks: {},
  };
}
