export interface AdamWOptions {
  /** Decay rates of the first and second moment. */
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Decoupled weight decay per step, times the learning rate. */
  weightDecay?: number;
}

/** What a checkpoint must hold to continue an {@link AdamW} bit for bit. */
export interface AdamWState {
  step: number;
  firstMoment: Float32Array;
  secondMoment: Float32Array;
}

/**
 * AdamW (Loshchilov & Hutter 2019, algorithm 2) on one table of parameters, in plain numbers.
 *
 * A prompt is small (100 x 768 at most), so the update costs nothing beside a forward pass, and outside
 * the tensor backend it is the same on all of them and resumes bit for bit.
 */
export class AdamW {
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly weightDecay: number;
  readonly state: AdamWState;

  constructor(size: number, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weightDecay = 0 }: AdamWOptions = {}, state?: AdamWState) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.state = state ?? { step: 0, firstMoment: new Float32Array(size), secondMoment: new Float32Array(size) };
  }

  /** Moves `parameters` in place along `gradient` (same length, float32). */
  update(parameters: Float32Array, gradient: ArrayLike<number>, learningRate: number): void {
    const { firstMoment: m, secondMoment: v } = this.state;
    const { beta1, beta2, epsilon } = this;
    const step = ++this.state.step;
    const stepSize = learningRate / (1 - beta1 ** step);
    const rootOfCorrection = Math.sqrt(1 - beta2 ** step);
    const kept = 1 - learningRate * this.weightDecay;
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i]!;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      parameters[i] = kept * parameters[i]! - (stepSize * m[i]!) / (Math.sqrt(v[i]!) / rootOfCorrection + epsilon);
    }
  }
}
