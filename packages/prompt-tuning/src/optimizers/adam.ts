import type { Optimizer, OptimizerState } from './optimizer.ts';

export interface AdamOptions {
  /** Decay rates of the first and second moment. Default 0.9 and 0.999. */
  beta1?: number | undefined;
  beta2?: number | undefined;
  /** Default 1e-6. */
  epsilon?: number | undefined;
  /** Default 0. */
  weightDecay?: number | undefined;
}

/** Steps and moments. */
export interface AdamState extends OptimizerState {
  tensors: { first_moment: Float32Array; second_moment: Float32Array };
}

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019, algorithm 2), as PyTorch has them: Adam adds the weight decay to
 * the gradient, AdamW takes it off the parameters, times the learning rate.
 */
export class Adam implements Optimizer {
  private readonly options: Record<keyof AdamOptions, number>;
  private readonly decoupled: boolean;
  readonly state: AdamState;

  constructor(size: number, kind: 'adam' | 'adamw', options: AdamOptions = {}, state?: OptimizerState) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-6, weightDecay = 0 } = options;
    this.options = { beta1, beta2, epsilon, weightDecay };
    this.decoupled = kind === 'adamw';
    this.state = (state as AdamState | undefined) ?? { step: 0, tensors: { first_moment: new Float32Array(size), second_moment: new Float32Array(size) } };
  }

  update(parameters: Float32Array, gradient: ArrayLike<number>, learningRate: number): void {
    const { first_moment: m, second_moment: v } = this.state.tensors;
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const step = ++this.state.step;
    const stepSize = learningRate / (1 - beta1 ** step);
    const rootOfCorrection = Math.sqrt(1 - beta2 ** step);
    const kept = this.decoupled ? 1 - learningRate * weightDecay : 1;
    const added = this.decoupled ? 0 : weightDecay;
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i]! + added * parameters[i]!;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      parameters[i] = kept * parameters[i]! - (stepSize * m[i]!) / (Math.sqrt(v[i]!) / rootOfCorrection + epsilon);
    }
  }
}
