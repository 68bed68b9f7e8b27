import { z } from 'zod';
import { publishedPromptsSchema } from './published/published-prompts.ts';
import { slurmSettingsSchema } from './slurm/slurm-settings.ts';

const positive = z.number().int().positive();

const decay = z.number().min(0).max(1);
const weightDecay = z.number().min(0);

const tuningSchema = z.strictObject({
  virtualTokens: positive.optional(),
  steps: positive.optional(),
  batchSize: positive.optional(),
  accumulation: positive.optional(),
  learningRate: z.number().positive().optional(),
  schedule: z.strictObject({ kind: z.enum(['constant', 'linear', 'cosine']), warmupSteps: z.number().int().min(0).optional() }).optional(),
  optimizer: z
    .union([
      z.strictObject({ kind: z.enum(['adamw', 'adam']).optional(), beta1: decay.optional(), beta2: decay.optional(), epsilon: z.number().positive().optional(), weightDecay: weightDecay.optional() }),
      z.strictObject({
        kind: z.literal('adafactor'), decayRate: z.number().positive().optional(), clipThreshold: z.number().positive().optional(),
        scaleParameter: z.boolean().optional(), beta1: decay.optional(), weightDecay: weightDecay.optional(),
      }),
    ])
    .optional(),
  dropout: z.number().min(0).lt(1).optional(),
  clipNorm: z.number().positive().optional(),
  initialisation: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('random'), scale: z.number().positive().optional() }),
      z.strictObject({ kind: z.literal('uniform') }),
      z.strictObject({ kind: z.literal('vocabulary'), first: positive.optional() }),
      z.strictObject({ kind: z.literal('text'), text: z.string().min(1) }),
      z.strictObject({ kind: z.literal('label-words'), first: positive.optional() }),
    ])
    .optional(),
  /** One initial prompt, or one order of the data, for all seeds: paper.md e1.9. */
  initialisationSeed: z.number().int().optional(),
  dataSeed: z.number().int().optional(),
  evaluateEvery: positive.optional(),
  evaluationBatchSize: positive.optional(),
  /** `carveOut` chooses the step on a share of the training rows, so that the validation split is left to the neurons. */
  selection: z.strictObject({ metric: z.enum(['accuracy', 'loss', 'balanced-accuracy', 'macro-f1']).optional(), carveOut: z.number().gt(0).lt(1).optional() }).optional(),
  earlyStopping: z.strictObject({ patience: positive, minimumGain: z.number().min(0).optional() }).optional(),
});

/** The YAML of a study. Everything but title, models and tasks has a default. */
export const studySchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().default(''),
  /** Things the report must say, e.g. that the data are synthetic. */
  notes: z.array(z.string()).default([]),
  /** Checkpoint folders, bundled names or hub ids. */
  models: z.array(z.string()).min(1),
  /** Task files or known names. */
  tasks: z.array(z.string()).min(1),
  seeds: z.array(z.number().int()).min(1).default([1]),
  /** Settings of every tuning run, then those of one family on top. */
  tuning: tuningSchema.extend({ 'masked-lm': tuningSchema.optional(), 'encoder-decoder': tuningSchema.optional() }).default({}),
  /** Prompts that others tuned, in place of tuning. */
  prompts: publishedPromptsSchema.optional(),
  splits: z
    .strictObject({
      train: z.string().default('train'),
      /** Chooses the checkpoint and ranks the neurons. */
      validation: z.string().default('validation'),
      /** Only reported on. */
      test: z.string().default('test'),
    })
    .prefault({}),
  /** At most this many rows per split, a seeded sample. */
  limits: z.strictObject({ train: positive.optional(), validation: positive.optional(), test: positive.optional(), adversarial: positive.optional() }).default({}),
  neurons: z
    .strictObject({
      /** Rows of train behind the baseline activation. */
      baselineRows: positive.optional(),
      /** Over prompt positions; `held-out` chooses the position on one half of the rows and measures on the other. P-values stay those of `max`. */
      aggregate: z.enum(['max', 'mean', 'held-out']).default('max'),
      /** Count the mask position of masked LMs among the prompt positions (paper.md e1.6). */
      maskPosition: z.boolean().default(true),
      /** Percentages of each layer that are suppressed. */
      suppress: z.array(z.number().min(0).max(100)).min(1).default([0, 1, 3, 5, 7, 9, 11, 13, 15]),
      /** Percentages at which clean and adversarial top sets are compared. */
      overlap: z.array(z.number().min(0).max(100)).min(1).default([1, 3, 5, 10, 15, 20]),
      /** Draws of random and of matched controls. */
      randomDraws: positive.default(3),
      /** How neurons are suppressed, and what they are compared with. The defaults are the paper's, but for `adversarialRows`. */
      suppression: z
        .strictObject({
          controls: z.array(z.enum(['random', 'matched', 'least'])).min(1).default(['random']),
          /** `mean` and `gaussian` (its standard deviation times `noiseScale`) are those of the rows behind the baseline activation. */
          replace: z.enum(['zero', 'mean', 'gaussian']).default('zero'),
          noiseScale: z.number().positive().default(1),
          positions: z.enum(['all', 'prompt', 'text', 'mask']).default('all'),
          /** The best of every layer, or of all layers together. */
          rankBy: z.enum(['layer', 'model']).default('layer'),
          /** Half of the adversarial rows chooses neurons and the other half is measured, or all do both, as in the paper. */
          adversarialRows: z.enum(['half', 'all']).default('half'),
          /** Also one layer at a time, at this percentage, on clean data. */
          perLayer: z.number().gt(0).max(100).optional(),
          /** Also the accuracy of all other tasks, with their own prompts, at the largest percentage. */
          otherTasks: z.boolean().default(false),
        })
        .prefault({}),
      /** Shuffles of the labels behind p-values of predictivities; 0 for none. */
      permutations: z.number().int().min(0).default(100),
      /** Percentage of each layer in the top sets whose rankings are correlated and whose predictivity is checked on other rows. */
      top: z.number().min(0).max(100).default(5),
      /** Keep raw activations, shuffles and halves with the `null` jobs, so that tooling/oracle can check a small study. */
      activations: z.boolean().default(false),
      /** Draws of the neurons for intervals of rank correlations. */
      bootstrap: positive.default(200),
    })
    .prefault({}),
  /** How jobs are sent to a Slurm cluster; changes no result. */
  slurm: slurmSettingsSchema.optional(),
});

/** A study file as it was checked, with its defaults. */
export type Study = z.infer<typeof studySchema>;
