import { availableParallelism } from 'node:os';

export interface OnnxRuntimeOptions {
  /** Threads of one operation; default: all that the machine offers. */
  threads: number;
  /** Keep freed memory for the next run: a little faster, but each session keeps its own peak. */
  memoryArena: boolean;
  /** Let ONNX Runtime plan one block per session: no faster here, and 1.5 GB more on a RoBERTa-base training step. */
  memoryPattern: boolean;
  /** Let idle threads of a session spin for a while: lower latency, busy cores. */
  threadSpinning: boolean;
  /** Compiled sessions that are kept, the least recently used goes first. */
  maxSessions: number;
  /** A graph of this many recorded nodes is run without waiting for a read, so that loops without reads stay bounded. */
  maxPendingNodes: number;
}

export function defaultOptions(): OnnxRuntimeOptions {
  return {
    threads: availableParallelism(),
    memoryArena: true,
    memoryPattern: false,
    threadSpinning: true,
    maxSessions: 24,
    maxPendingNodes: 50_000,
  };
}
