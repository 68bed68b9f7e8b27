/** What a checkpoint must hold to continue an optimizer bit for bit. */
export interface OptimizerState {
  step: number;
  tensors: Record<string, Float32Array>;
}

/**
 * Updates a table of parameters, in plain numbers.
 *
 * A prompt is small (100 x 768 at most), so the update costs nothing beside a forward pass, and outside
 * the tensor backend it is the same on all of them and resumes bit for bit.
 */
export interface Optimizer {
  readonly state: OptimizerState;
  /** Moves `parameters` in place along `gradient` (same length, float32). */
  update(parameters: Float32Array, gradient: ArrayLike<number>, learningRate: number): void;
}

/** Rows and columns of the parameters. */
export type TableShape = readonly [rows: number, columns: number];
