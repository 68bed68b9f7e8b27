import { z } from 'zod';

/** How alike the prompts of every two tasks of one model are, by one measure of Su et al. (2022). */
export interface PromptSimilarityResult {
  model: string;
  /** The last: cosine of the zeros and ones of activated neurons, with no text but one token. */
  measure: 'euclideanConcat' | 'euclideanAverage' | 'cosineConcat' | 'cosineAverage' | 'activationOverlap';
  /** `same`: pairs of one seed, which may share their initial prompt; `other`: pairs of different seeds, on the diagonal of one task. */
  seeds: 'same' | 'other';
  tasks: string[];
  /** Mean over the pairs, [tasks, tasks]; null where there is none. */
  values: (number | null)[][];
}

export const promptSimilaritySchema = z
  .object({
    model: z.string().min(1).max(200),
    measure: z.enum(['euclideanConcat', 'euclideanAverage', 'cosineConcat', 'cosineAverage', 'activationOverlap']),
    seeds: z.enum(['same', 'other']),
    tasks: z.array(z.string().min(1).max(200)).max(1000),
    values: z.array(z.array(z.number().min(-1.001).max(1.001).nullable())),
  })
  .refine(({ tasks, values }) => values.length === tasks.length && values.every((row) => row.length === tasks.length), { message: 'must be as many rows and columns as tasks', path: ['values'] });
