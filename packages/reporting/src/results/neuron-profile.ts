import { z } from 'zod';

/**
 * One skill neuron, looked at closely at the prompt position of its best predictivity on clean data with the prompt of one seed.
 * The neurons are those of the highest mean predictivity over seeds, the same ones for every seed. Optional fields are absent
 * in results of earlier versions.
 */
export interface NeuronProfile {
  model: string;
  task: string;
  /** The clean split that it was found on. */
  split: string;
  seed: number;
  stack: 'encoder' | 'decoder';
  layer: number;
  neuron: number;
  position: number;
  /** +1: firing above the threshold predicts class 1 (excitatory); -1: the others (inhibitory). */
  sign: 1 | -1;
  /** Predictivity on clean data; accuracy on adversarial data at the same position and sign, null without such data. */
  clean: number;
  adversarial: number | null;
  /** Whether it tells rows apart at all; `adversarial` is null without such data. */
  answers?: { clean: NeuronAnswers; adversarial: NeuronAnswers | null };
  /** How often "fires, so class 1" is right at each prompt position; of an inhibitory neuron what is wrong there is right. */
  accuracyByPosition?: { clean: number[]; adversarial: number[] | null };
  /** Its mean activation over the baseline rows. */
  threshold: number;
  /** Activations of the rows of the split: counts per label in equal bins of [low, high]. */
  low: number;
  high: number;
  /** [labels, bins]. */
  histogram: number[][];
  /** Rows that fire it most and least, the outermost first. */
  highest: NeuronExample[];
  lowest: NeuronExample[];
  /** The same of the adversarial rows, in the same bins. */
  adversarialHistogram?: number[][];
  adversarialHighest?: NeuronExample[];
  adversarialLowest?: NeuronExample[];
  /** What suppressing it and nothing else does, by the study's settings: one entry per split whose suppression is reported. */
  suppressedAlone?: SingleSuppressionResult[];
}

/** `constant`: the same answer for every row at every position, so that its predictivity is the share of a class; `dead`: constant, and it never fires. */
export type NeuronAnswers = 'varied' | 'constant' | 'dead';

export interface NeuronExample {
  /** What the model read, cut when long. */
  text: string;
  label: number;
  activation: number;
}

/** Answers with one neuron suppressed, paired by row with those with none. */
export interface SingleSuppressionResult {
  split: string;
  adversarial: boolean;
  /** Right answers of `n` with nothing suppressed. */
  correct: number;
  n: number;
  /** Rows that were right and are wrong without the neuron; rows that were wrong and are right. */
  lost: number;
  gained: number;
  /** McNemar's exact test of these two. */
  p: number;
  /** Mean margin - score of the right label minus the highest other one - with nothing suppressed; by how much it changes, and that change's standard error over rows. */
  margin: number;
  marginChange: number;
  standardError: number | null;
  /** [labels]; null without rows. */
  marginChangeByLabel: (number | null)[];
}

const id = z.string().min(1).max(200);
const count = z.number().int().min(0);
const fraction = z.number().min(0).max(1);
export const neuronAnswersSchema = z.enum(['varied', 'constant', 'dead']);
const byPosition = z.array(fraction).min(1).max(10_000);
const histogram = z.array(z.array(count).min(1).max(100)).min(2).max(1000);
const examples = z.array(z.object({ text: z.string().max(1000), label: count, activation: z.number() })).max(20);

export const singleSuppressionSchema = z
  .object({
    split: id, adversarial: z.boolean(), correct: count, n: count, lost: count, gained: count, p: fraction,
    margin: z.number(), marginChange: z.number(), standardError: z.number().min(0).nullable(), marginChangeByLabel: z.array(z.number().nullable()).min(2).max(1000),
  })
  .refine(({ correct, n }) => correct <= n, { message: 'more correct than rows', path: ['correct'] })
  .refine(({ lost, correct, gained, n }) => lost <= correct && gained <= n - correct, { message: 'more answers changed than there are', path: ['lost'] });

export const neuronProfileSchema = z
  .object({
    model: id, task: id, split: id, seed: z.number().int(), stack: z.enum(['encoder', 'decoder']), layer: count, neuron: count, position: count,
    sign: z.union([z.literal(1), z.literal(-1)]),
    clean: fraction,
    adversarial: fraction.nullable(),
    answers: z.object({ clean: neuronAnswersSchema, adversarial: neuronAnswersSchema.nullable() }).optional(),
    accuracyByPosition: z.object({ clean: byPosition, adversarial: byPosition.nullable() }).optional(),
    threshold: z.number(),
    low: z.number(),
    high: z.number(),
    histogram,
    highest: examples,
    lowest: examples,
    adversarialHistogram: histogram.optional(),
    adversarialHighest: examples.optional(),
    adversarialLowest: examples.optional(),
    suppressedAlone: z.array(singleSuppressionSchema).max(1000).optional(),
  })
  .refine(({ position, accuracyByPosition: at }) => at === undefined || (position < at.clean.length && (at.adversarial ?? at.clean).length === at.clean.length), { message: 'not one accuracy for each position', path: ['accuracyByPosition'] });
