/** Named parameter values or gradients. */
export type Arrays = Readonly<Record<string, Float32Array>>;

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** First and second moments of every parameter, and how many steps were taken. */
export interface AdamWState {
  step: number;
  readonly first: Arrays;
  readonly second: Arrays;
}

export function initialAdamWState(parameters: Arrays): AdamWState {
  const zeros = () => Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, new Float32Array(values.length)]));
  return { step: 0, first: zeros(), second: zeros() };
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2), in place: moments with bias correction, and a decay of the
 * weights that is decoupled from the gradient and spares vectors (biases, norms). The Adam of prompt-tuning is the same but for the last
 * bit of its float64 products: with that order of operations the models that this one made would not come out again.
 */
export function adamWStep(parameters: Arrays, gradients: Arrays, state: AdamWState, learningRate: number, options: AdamWOptions, decays: (name: string) => boolean): void {
  const { beta1, beta2, epsilon, weightDecay } = options;
  state.step++;
  const correction1 = 1 - beta1 ** state.step;
  const correction2 = 1 - beta2 ** state.step;
  for (const [name, values] of Object.entries(parameters)) {
    const gradient = gradients[name]!;
    const first = state.first[name]!;
    const second = state.second[name]!;
    const keep = decays(name) ? 1 - learningRate * weightDecay : 1;
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]!;
      const m = (first[i] = beta1 * first[i]! + (1 - beta1) * g);
      const v = (second[i] = beta2 * second[i]! + (1 - beta2) * g * g);
      values[i] = values[i]! * keep - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
    }
  }
}

/** Scales the gradients in place so that their common L2 norm is at most `limit`; returns the norm before. */
export function clipByGlobalNorm(gradients: Arrays, limit: number): number {
  let sum = 0;
  for (const values of Object.values(gradients)) for (const value of values) sum += value * value;
  const norm = Math.sqrt(sum);
  if (norm > limit) {
    const scale = limit / norm;
    for (const values of Object.values(gradients)) for (let i = 0; i < values.length; i++) values[i]! *= scale;
  }
  return norm;
}
