import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';

/** The weights of a model under their Hugging Face names, in Hugging Face's layout (a linear layer is [out, in]). */
export type Weights = Readonly<Record<string, Tensor>>;

/** How a weight of a new model is drawn. */
export type Initial = 'zeros' | 'ones' | { standardDeviation: number };

/** A weight that a configuration asks for. */
export interface WeightSpec {
  name: string;
  shape: readonly number[];
  initial: Initial;
  /** A checkpoint may lack it: the word embedding then serves. */
  optional?: boolean;
}

export function matrix(weights: Weights, name: string): Tensor2D {
  return find(weights, name) as Tensor2D;
}

export function vector(weights: Weights, name: string): Tensor1D {
  return find(weights, name) as Tensor1D;
}

function find(weights: Weights, name: string): Tensor {
  const tensor = weights[name];
  if (tensor === undefined) throw new SkillNeuronsError({ code: 'MODEL_WEIGHT_MISSING', message: `the model has no weight "${name}"`, kind: 'internal' });
  return tensor;
}
