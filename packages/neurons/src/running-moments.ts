import type { Moments } from './activation-moments.ts';

/** Means and variances that grow batch by batch (Chan, Golub and LeVeque 1979), in float64. */
export class RunningMoments {
  private n = 0;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;
  private readonly active: Float64Array;

  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.squares = new Float64Array(size);
    this.active = new Float64Array(size);
  }

  /** @param values means, sums of squared deviations from them and shares above 0 of n observations, one list after the other */
  add(n: number, values: Float32Array): void {
    const size = this.mean.length;
    const total = this.n + n;
    if (n === 0) return;
    for (let i = 0; i < size; i++) {
      const shift = values[i]! - this.mean[i]!;
      this.mean[i]! += (shift * n) / total;
      this.squares[i]! += values[size + i]! + (shift * shift * this.n * n) / total;
      this.active[i]! += ((values[2 * size + i]! - this.active[i]!) * n) / total;
    }
    this.n = total;
  }

  moments(): Moments {
    const { n, mean, squares, active } = this;
    return {
      n,
      mean: Float32Array.from(mean),
      standardDeviation: Float32Array.from(squares, (sum) => (n < 2 ? 0 : Math.sqrt(sum / (n - 1)))),
      active: Float32Array.from(active),
    };
  }
}
