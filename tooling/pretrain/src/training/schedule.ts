export interface Schedule {
  readonly peak: number;
  readonly warmupSteps: number;
  readonly steps: number;
  /** Share of the peak that is left at the end. */
  readonly floor: number;
}

/** Linear warm-up to the peak, then half a cosine down to the floor. Steps count from 0. */
export function learningRate(step: number, { peak, warmupSteps, steps, floor }: Schedule): number {
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
