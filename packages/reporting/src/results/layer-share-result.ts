import { z } from 'zod';

/** How many of the best neurons of a whole stack each of its layers holds. */
export interface LayerShareResult {
  model: string;
  task: string;
  split: string;
  adversarial: boolean;
  stack: 'encoder' | 'decoder';
  /** Of all neurons of the stack, by predictivity averaged over seeds. */
  percent: number;
  /** Neurons taken, and neurons of each layer. */
  size: number;
  width: number;
  /** Predictivity of the last neuron taken; null where none is. */
  threshold: number | null;
  /** Neurons of exactly that predictivity, and how many of them are taken: of each layer the same share. */
  tied: { neurons: number; taken: number };
  /** Neurons taken in each layer; by chance size / layers. Not whole where layers share a tie. */
  members: number[];
  /** The same in the ranking of a single seed: the fewest and the most of all seeds. */
  fewest: number[];
  most: number[];
  /** Of the neurons taken: constant in every seed, so that they know nothing; null where that was not stored. */
  constant: number | null;
}

const count = z.number().int().min(0);
const perLayer = z.array(z.number().min(0)).min(1).max(1000);
const id = z.string().min(1).max(200);

export const layerShareSchema = z
  .object({
    model: id,
    task: id,
    split: id,
    adversarial: z.boolean(),
    stack: z.enum(['encoder', 'decoder']),
    percent: z.number().min(0).max(100),
    size: count,
    width: count,
    threshold: z.number().min(0).max(1).nullable(),
    tied: z.object({ neurons: count, taken: count }),
    members: perLayer,
    fewest: perLayer,
    most: perLayer,
    constant: z.number().min(0).nullable(),
  })
  .refine(({ members, fewest, most }) => fewest.length === members.length && most.length === members.length, { message: 'must be one number for each layer', path: ['members'] })
  .refine(({ members, size }) => Math.abs(members.reduce((a, b) => a + b, 0) - size) < 0.01 * (size + 1), { message: 'does not add up to size', path: ['members'] })
  .refine(({ members, width }) => members.every((number) => number <= width + 0.01), { message: 'more neurons than the layer has', path: ['members'] });
