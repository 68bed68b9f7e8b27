export const scheduleKinds = ['constant', 'linear', 'cosine'] as const;

/** Learning rate over the steps of a run. */
export interface Schedule {
  /** `constant` as in the paper; `linear` or `cosine` (half a wave) decay to zero behind the last step. */
  kind: (typeof scheduleKinds)[number];
  /** Steps over which the rate rises from zero; the first of them already has a share of it. */
  warmupSteps?: number | undefined;
}

/** Factor on the peak learning rate at `step` (0-based) of `steps`. */
export function scheduleFactor({ kind, warmupSteps = 0 }: Schedule, step: number, steps: number): number {
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  if (kind === 'constant') return 1;
  const left = Math.max(0, (steps - step) / Math.max(1, steps - warmupSteps));
  return kind === 'linear' ? left : 0.5 * (1 - Math.cos(Math.PI * left));
}
