import { z } from 'zod';

const named = z.object({ kind: z.string().optional() });

/** What `skill-neurons tune` wrote beside a prompt, as far as a card tells it. No paths: they are nobody's business. */
const schema = z.object({
  steps: z.number(),
  bestStep: z.number(),
  validation: z.object({ correct: z.int().min(0), n: z.int().min(1) }),
  settings: z.object({
    batchSize: z.number(),
    accumulation: z.number().optional(),
    learningRate: z.number(),
    schedule: named,
    optimizer: named,
    initialisation: named,
    dropout: z.number().optional(),
  }),
});

/** What a tuning run wrote beside its prompt. */
export type TuningRecord = z.infer<typeof schema>;

/** Reads the record of a tuning; undefined for anything else. */
export function readTuningRecord(json: unknown): TuningRecord | undefined {
  return schema.safeParse(json).data;
}
