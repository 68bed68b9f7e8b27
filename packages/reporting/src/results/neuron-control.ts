import { z } from 'zod';
import { neuronAnswersSchema, singleSuppressionSchema, type NeuronAnswers, type SingleSuppressionResult } from './neuron-profile.ts';

/**
 * A random neuron of a layer that profiled neurons lie in, not one of them, suppressed alone with the prompt of one seed in the same
 * batches: what theirs is compared with. All profiled neurons of a layer share them.
 */
export interface NeuronControl {
  model: string;
  task: string;
  seed: number;
  stack: 'encoder' | 'decoder';
  layer: number;
  neuron: number;
  /** Whether it tells clean rows apart at all; constant and dead ones are drawn like others. */
  answers: NeuronAnswers;
  suppressedAlone: SingleSuppressionResult[];
}

const id = z.string().min(1).max(200);
const count = z.number().int().min(0);

export const neuronControlSchema = z.object({
  model: id, task: id, seed: z.number().int(), stack: z.enum(['encoder', 'decoder']), layer: count, neuron: count,
  answers: neuronAnswersSchema,
  suppressedAlone: z.array(singleSuppressionSchema).max(1000),
});
