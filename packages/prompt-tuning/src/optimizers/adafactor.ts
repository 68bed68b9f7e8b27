import type { Optimizer, OptimizerState, TableShape } from './optimizer.ts';

export interface AdafactorOptions {
  /** The decay of the second moment at step t is 1 - t^-decayRate. Default 0.8. */
  decayRate?: number | undefined;
  /** An update of a larger root mean square is scaled down to it. Default 1. */
  clipThreshold?: number | undefined;
  /** Learning rate times the parameters' root mean square (at least 1e-3). Default false: the rate is absolute. */
  scaleParameter?: boolean | undefined;
  /** Decay rate of the first moment; none is kept without it. */
  beta1?: number | undefined;
  /** Taken off the parameters, times the learning rate. Default 0. */
  weightDecay?: number | undefined;
}

/** Keeps the estimate of a squared gradient above zero. */
const smallestSquare = 1e-30;
/** Smallest root mean square that `scaleParameter` multiplies with. */
const smallestScale = 1e-3;

/**
 * Adafactor (Shazeer and Stern 2018) on a table, as transformers has it with a given learning rate: the second moment is kept as
 * the means of its rows and columns. The optimizer of Lester et al. (2021).
 */
export class Adafactor implements Optimizer {
  private readonly shape: TableShape;
  private readonly options: AdafactorOptions;
  readonly state: OptimizerState;

  constructor(shape: TableShape, options: AdafactorOptions = {}, state?: OptimizerState) {
    const [rows, columns] = shape;
    this.shape = shape;
    this.options = options;
    const tensors: OptimizerState['tensors'] = { row_moment: new Float32Array(rows), column_moment: new Float32Array(columns) };
    if (options.beta1 !== undefined) tensors['first_moment'] = new Float32Array(rows * columns);
    this.state = state ?? { step: 0, tensors };
  }

  update(parameters: Float32Array, gradient: ArrayLike<number>, learningRate: number): void {
    const { decayRate = 0.8, clipThreshold = 1, scaleParameter = false, beta1, weightDecay = 0 } = this.options;
    const step = ++this.state.step;
    const rate = learningRate * (scaleParameter ? Math.max(smallestScale, rootMeanSquare(parameters)) : 1);
    this.updateMoments(gradient, 1 - step ** -decayRate);
    const update = this.preconditioned(gradient);
    const factor = rate / Math.max(1, rootMeanSquare(update) / clipThreshold);
    for (let i = 0; i < update.length; i++) update[i]! *= factor;
    const momentum = this.state.tensors['first_moment'];
    const kept = 1 - weightDecay * rate;
    for (let i = 0; i < parameters.length; i++) {
      if (momentum !== undefined) momentum[i] = beta1! * momentum[i]! + (1 - beta1!) * update[i]!;
      parameters[i] = kept * parameters[i]! - (momentum ?? update)[i]!;
    }
  }

  private updateMoments(gradient: ArrayLike<number>, beta2: number): void {
    const [rows, columns] = this.shape;
    const { row_moment: byRow, column_moment: byColumn } = this.state.tensors as { row_moment: Float32Array; column_moment: Float32Array };
    const columnSums = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < columns; column++) {
        const square = gradient[row * columns + column]! ** 2 + smallestSquare;
        sum += square;
        columnSums[column]! += square;
      }
      byRow[row] = beta2 * byRow[row]! + (1 - beta2) * (sum / columns);
    }
    for (let column = 0; column < columns; column++) byColumn[column] = beta2 * byColumn[column]! + (1 - beta2) * (columnSums[column]! / rows);
  }

  /** The gradient over the root of its estimated square. */
  private preconditioned(gradient: ArrayLike<number>): Float64Array {
    const [rows, columns] = this.shape;
    const { row_moment: byRow, column_moment: byColumn } = this.state.tensors as { row_moment: Float32Array; column_moment: Float32Array };
    const meanOfRows = byRow.reduce((sum, value) => sum + value, 0) / rows;
    const update = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const rowFactor = 1 / Math.sqrt(byRow[row]! / meanOfRows);
      for (let column = 0; column < columns; column++) {
        const i = row * columns + column;
        update[i] = (rowFactor / Math.sqrt(byColumn[column]!)) * gradient[i]!;
      }
    }
    return update;
  }
}

function rootMeanSquare(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}
