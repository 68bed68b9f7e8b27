import type { Scalar } from '@tensorflow/tfjs-core';
import type { Random } from '@skill-neurons/core';
import type { Document } from '@skill-neurons/datasets';
import type { ModelConfig, Weights } from '@skill-neurons/runtime';

/** What a model is pre-trained to do with a text. */
export interface Objective<Example, Batch> {
  readonly config: ModelConfig;
  /** Draws one training example from a document; null when the document is too short. */
  example(document: Document, random: Random): Example | null;
  /** Examples of similar size are batched together. */
  size(example: Example): number;
  batch(examples: readonly Example[]): Batch;
  /** Mean cross-entropy in nats, differentiable in every weight. Call it inside tf.tidy. */
  loss(weights: Weights, batch: Batch): Scalar;
  /** Puts rows that must stay zero back to zero, after the weights have changed. */
  constrain?(weights: Readonly<Record<string, Float32Array>>): void;
}
