import { availableParallelism } from 'node:os';

/** Options of the backend, see {@link registerOnnxRuntimeBackend}. */
export interface OnnxRuntimeOptions {
  /** Threads of one operation; default: all that the machine offers. */
  threads: number;
  /** Keep freed memory for the next run. Each session then holds its own peak: 6 GB instead of 1 over five sequence lengths of RoBERTa-base. */
  memoryArena: boolean;
  /** Let ONNX Runtime plan one block per session: no faster here, and 1.5 GB more on a RoBERTa-base training step. */
  memoryPattern: boolean;
  /** Let idle threads spin until there is work again: doubles the processor time, and slows down whoever shares the cores. */
  threadSpinning: boolean;
  /** Run sessions in a worker thread: the event loop goes on while `await tensor.data()` waits. */
  worker: boolean;
  /** Where to run, best first: names that `supportedExecutionProviders()` lists. */
  executionProviders: readonly string[];
  /** Memory that compiled sessions may hold, in bytes as `statistics().sessionBytes` counts them; the least recently used goes first. */
  maxSessionBytes: number;
  /** A graph of this many recorded nodes is run without waiting for a read, so that loops without reads stay bounded. */
  maxPendingNodes: number;
  /** Told once per kernel that runs on the cpu backend instead; `console.warn`, say. Silent by default: `statistics().fallbacks` counts. */
  onNotice: (notice: string) => void;
}

export function defaultOptions(): OnnxRuntimeOptions {
  return {
    threads: availableParallelism(),
    memoryArena: false,
    memoryPattern: false,
    threadSpinning: false,
    worker: true,
    executionProviders: ['cpu'],
    maxSessionBytes: 256 * 2 ** 20,
    maxPendingNodes: 50_000,
    onNotice: () => undefined,
  };
}
