/** Learning rate over the steps of a run. */
export interface Schedule {
  /** `constant` as in the paper, or `linear` decay to zero at the last step. */
  kind: 'constant' | 'linear';
  /** Steps over which the rate rises from zero. */
  warmupSteps?: number;
}

/** Factor on the peak learning rate at `step` (0-based) of `steps`. */
export function scheduleFactor({ kind, warmupSteps = 0 }: Schedule, step: number, steps: number): number {
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  if (kind === 'constant') return 1;
  return Math.max(0, (steps - step) / Math.max(1, steps - warmupSteps));
}
