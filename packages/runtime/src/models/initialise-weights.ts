import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '@skill-neurons/core';
import type { ModelConfig } from '../config/model-config.ts';
import { maskedLmWeightSpecs } from './masked-lm-names.ts';
import { t5WeightSpecs } from './t5-names.ts';
import type { Weights, WeightSpec } from './weights.ts';

/** Every weight that a configuration asks for, under its Hugging Face name. */
export function weightSpecs(config: ModelConfig): WeightSpec[] {
  return config.architecture === 't5' ? t5WeightSpecs(config) : maskedLmWeightSpecs(config);
}

/**
 * Weights of a new, untrained model. Each is drawn from a source of its own, so that one seed gives one model.
 * The row of RoBERTa's and BERT's padding token starts at zero, as in PyTorch.
 */
export function initialiseWeights(config: ModelConfig, random: Random): Weights {
  const weights: Record<string, tf.Tensor> = {};
  for (const spec of weightSpecs(config)) weights[spec.name] = tf.tensor(values(spec, config, random.fork(spec.name)), [...spec.shape], 'float32');
  return weights;
}

function values({ name, shape, initial }: WeightSpec, config: ModelConfig, random: Random): Float32Array {
  const size = shape.reduce((product, side) => product * side, 1);
  if (initial === 'zeros') return new Float32Array(size);
  if (initial === 'ones') return new Float32Array(size).fill(1);
  const drawn = Float32Array.from({ length: size }, () => random.normal() * initial.standardDeviation);
  if (config.architecture !== 't5' && name.endsWith('word_embeddings.weight')) {
    drawn.fill(0, config.padTokenId * config.hiddenSize, (config.padTokenId + 1) * config.hiddenSize);
  }
  return drawn;
}
