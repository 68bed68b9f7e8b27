import { z } from 'zod';

const fieldsSchema = z.record(z.string(), z.string());
const answerSchema = z.object({ fields: fieldsSchema, prediction: z.int().min(0), probabilities: z.array(z.number()) });

export const recordSchema = z.object({
  id: z.string(),
  label: z.int().min(0),
  /** `skipped`: the model was wrong before (or, with a target, answered it already). */
  status: z.enum(['succeeded', 'failed', 'skipped']),
  original: answerSchema,
  /** The nearest text that was found; the original where none was nearer. */
  perturbed: answerSchema,
  changes: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
  /** Words of the fields that may change; of these and of added ones how many are other. */
  words: z.int().min(0),
  perturbedWords: z.int().min(0),
  /** Texts asked about, before duplicates are taken out. */
  queries: z.int().min(0),
  /** Which budget ended the search, if one did. */
  exhausted: z.enum(['queries', 'time']).nullable(),
});

/** The outcome of an attack on one example; one line of attack.jsonl. */
export type AttackRecord = z.output<typeof recordSchema>;
