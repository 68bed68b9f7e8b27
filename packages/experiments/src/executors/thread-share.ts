import { availableParallelism } from 'node:os';

/** Threads of each of `workers` processes, so that together they do not ask for more than the machine has. */
export function threadShare(workers: number, cores: number = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / Math.max(1, workers)));
}
