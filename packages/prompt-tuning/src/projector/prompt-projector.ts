import { createRandom } from '@skill-neurons/core';

/** Sizes of a {@link PromptProjector}: flattened source prompt -> bottleneck -> target prompt. */
export interface ProjectorShape {
  /** virtual tokens * hidden size of the source prompt. */
  inputs: number;
  bottleneck: number;
  virtualTokens: number;
  /** Hidden size of the target model. */
  hiddenSize: number;
}

/** The trained numbers, in one list: weight [bottleneck, inputs], bias [bottleneck], weight [outputs, bottleneck], bias [outputs]. */
export interface PromptProjector {
  shape: ProjectorShape;
  parameters: Float32Array;
  /** Scale of the rows that it returns: see {@link project}. */
  scale: number;
}

/** What `backProject` needs of a projection. */
export interface Projection {
  /** Target prompt [virtualTokens * hiddenSize]. */
  values: Float32Array;
  hidden: Float64Array;
  /** Normalised rows, and one over the standard deviation of each row before. */
  normalised: Float64Array;
  inverseDeviations: Float64Array;
}

/** Slope of LeakyReLU below zero, PyTorch's default. */
const leak = 0.01;
const epsilon = 1e-5;

export function parameterCount({ inputs, bottleneck, virtualTokens, hiddenSize }: ProjectorShape): number {
  return bottleneck * (inputs + 1) + virtualTokens * hiddenSize * (bottleneck + 1);
}

/** Weights and biases uniform in +-1 / sqrt(inputs of the layer), as PyTorch's Linear has them. */
export function createProjector(shape: ProjectorShape, { seed, scale }: { seed: number; scale: number }): PromptProjector {
  const random = createRandom(seed).fork('prompt-projector');
  const first = shape.bottleneck * (shape.inputs + 1);
  const bounds = [1 / Math.sqrt(shape.inputs), 1 / Math.sqrt(shape.bottleneck)] as const;
  const parameters = new Float32Array(parameterCount(shape));
  for (let i = 0; i < parameters.length; i++) parameters[i] = (2 * random.uniform() - 1) * bounds[i < first ? 0 : 1];
  return { shape, parameters, scale };
}

/**
 * The cross-model projector of Su et al. (2022), section 4.2: Linear, LeakyReLU, Linear, and LayerNorm of each virtual token, times
 * `scale`, so that the rows have the size of the target model's embeddings.
 * @param source flattened prompt [inputs]
 */
export function project({ shape, parameters, scale }: PromptProjector, source: Float32Array): Projection {
  const { virtualTokens, hiddenSize } = shape;
  const { firstWeight, firstBias, secondWeight, secondBias } = partsOf(shape, parameters);
  const hidden = affine(firstWeight, firstBias, source).map((value) => (value > 0 ? value : leak * value));
  const raw = affine(secondWeight, secondBias, hidden);
  const normalised = new Float64Array(raw.length);
  const inverseDeviations = new Float64Array(virtualTokens);
  for (let row = 0; row < virtualTokens; row++) {
    const values = raw.subarray(row * hiddenSize, (row + 1) * hiddenSize);
    const mean = values.reduce((sum, value) => sum + value, 0) / hiddenSize;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / hiddenSize;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    inverseDeviations[row] = inverse;
    for (let i = 0; i < hiddenSize; i++) normalised[row * hiddenSize + i] = (values[i]! - mean) * inverse;
  }
  return { values: Float32Array.from(normalised, (value) => scale * value), hidden, normalised, inverseDeviations };
}

/**
 * Gradient of a loss in the projector's parameters.
 * @param gradient of the loss in the projected prompt, [virtualTokens * hiddenSize]
 */
export function backProject({ shape, parameters, scale }: PromptProjector, source: Float32Array, projection: Projection, gradient: Float32Array): Float32Array {
  const { bottleneck, inputs } = shape;
  const { hidden } = projection;
  const result = new Float32Array(parameters.length);
  const parts = partsOf(shape, result);
  const ofRaw = throughLayerNorm(shape, projection, gradient, scale);
  const { secondWeight } = partsOf(shape, parameters);
  const ofHidden = new Float64Array(bottleneck);
  for (let row = 0; row < ofRaw.length; row++) {
    const value = ofRaw[row]!;
    parts.secondBias[row] = value;
    for (let i = 0; i < bottleneck; i++) {
      parts.secondWeight[row * bottleneck + i] = value * hidden[i]!;
      ofHidden[i]! += value * secondWeight[row * bottleneck + i]!;
    }
  }
  for (let row = 0; row < bottleneck; row++) {
    const value = ofHidden[row]! * (hidden[row]! > 0 ? 1 : leak);
    parts.firstBias[row] = value;
    for (let i = 0; i < inputs; i++) parts.firstWeight[row * inputs + i] = value * source[i]!;
  }
  return result;
}

function throughLayerNorm({ virtualTokens, hiddenSize }: ProjectorShape, { normalised, inverseDeviations }: Projection, gradient: Float32Array, scale: number): Float64Array {
  const result = new Float64Array(gradient.length);
  for (let row = 0; row < virtualTokens; row++) {
    const start = row * hiddenSize;
    let [sum, product] = [0, 0];
    for (let i = start; i < start + hiddenSize; i++) {
      sum += gradient[i]!;
      product += gradient[i]! * normalised[i]!;
    }
    for (let i = start; i < start + hiddenSize; i++) {
      result[i] = scale * inverseDeviations[row]! * (gradient[i]! - sum / hiddenSize - (normalised[i]! * product) / hiddenSize);
    }
  }
  return result;
}

/** weight [outputs, inputs] times x [inputs] plus bias [outputs]. */
function affine(weight: Float32Array, bias: Float32Array, x: ArrayLike<number>): Float64Array {
  return Float64Array.from(bias, (start, row) => {
    let sum = start;
    const offset = row * x.length;
    for (let i = 0; i < x.length; i++) sum += weight[offset + i]! * x[i]!;
    return sum;
  });
}

/** Views of the four parts of a list of parameters. */
function partsOf({ inputs, bottleneck, virtualTokens, hiddenSize }: ProjectorShape, parameters: Float32Array) {
  const outputs = virtualTokens * hiddenSize;
  let start = 0;
  const next = (length: number) => parameters.subarray(start, (start += length));
  return { firstWeight: next(bottleneck * inputs), firstBias: next(bottleneck), secondWeight: next(outputs * bottleneck), secondBias: next(outputs) };
}
