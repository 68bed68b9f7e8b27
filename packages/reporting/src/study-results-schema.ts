import { z } from 'zod';
import { attackedRowSchema, attackResultSchema } from './results/attack-result.ts';
import { layerShareSchema } from './results/layer-share-result.ts';
import { neuronControlSchema } from './results/neuron-control.ts';
import { neuronProfileSchema } from './results/neuron-profile.ts';
import { promptSimilaritySchema } from './results/prompt-similarity-result.ts';
import type { StudyResults } from './study-results.ts';

const id = z.string().min(1).max(200);
const text = z.string().max(20_000);
const index = z.number().int().min(0);
const count = index;
const fraction = z.number().min(0).max(1);
const percent = z.number().min(0).max(100);
const seed = z.number().int();
const stack = z.enum(['encoder', 'decoder']);
const counts = z.array(count).min(2).max(1000);

const countFields = { correct: count, n: count };
const noMoreThanAll = ({ correct, n }: { correct: number; n: number }) => correct <= n;
const moreCorrect = { message: 'more correct than rows', path: ['correct'] };

const provenance = z.object({
  versions: z.record(z.string().max(200), text),
  backend: text,
  platform: text,
  settingsHash: text.optional(),
  command: text.optional(),
  seconds: z.number().min(0),
  notes: z.array(text),
});

const model = z.object({
  id,
  architecture: id,
  stacks: z.array(z.object({ stack, layers: count, width: count })),
  hiddenSize: count,
  parameters: count,
  fingerprint: text,
  origin: text,
  synthetic: z.boolean().optional(),
});

const leakFields = { split: id, source: z.object({ task: id, split: id }), n: count, exact: count, normalised: count, otherLabel: count.nullable() };
const leak = z.object(leakFields).refine(({ exact, normalised, otherLabel, n }) => exact <= normalised && normalised <= n && (otherLabel ?? 0) <= normalised, { message: 'not exact <= normalised <= n', path: ['exact'] });

const task = z.object({
  id,
  title: text,
  type: id,
  labels: z.array(text).min(2).max(1000),
  splits: z.array(z.object({ split: id, n: count, classCounts: counts, adversarial: z.boolean() })),
  leaks: z.array(leak).optional(),
  synthetic: z.boolean().optional(),
});

const tuning = z.object({
  model: id,
  task: id,
  seed,
  virtualTokens: count,
  steps: count,
  bestStep: count,
  validation: z.object(countFields).refine(noMoreThanAll, moreCorrect),
  curve: z.array(z.object({ step: count, loss: z.number().nullable(), validationAccuracy: fraction.nullable() })),
  seconds: z.number().min(0),
});

const evaluation = z
  .object({
    ...countFields,
    model: id,
    prompt: z.enum(['tuned', 'random', 'none']),
    source: id.nullable(),
    task: id,
    split: id,
    adversarial: z.boolean(),
    seed,
    classCounts: counts,
    predictedCounts: counts,
    standardError: z.number().min(0).nullable().optional(),
    groups: z.record(z.string().max(200), z.object(countFields).refine(noMoreThanAll, moreCorrect)),
  })
  .refine(noMoreThanAll, moreCorrect)
  .refine(({ prompt, source }) => (prompt === 'tuned') === (source !== null), { message: 'a tuned prompt has a source, other prompts have none', path: ['source'] })
  .refine(({ n, classCounts }) => sum(classCounts) === n, { message: 'does not add up to n', path: ['classCounts'] })
  .refine(({ n, predictedCounts }) => sum(predictedCounts) === n, { message: 'does not add up to n', path: ['predictedCounts'] });

const predictivity = z.object({
  model: id,
  task: id,
  split: id,
  adversarial: z.boolean(),
  seed,
  n: count,
  nullFloor: z.object({ quantile: fraction, predictivity: fraction, permutations: count }).optional(),
  layers: z.array(z.object({
    stack,
    layer: index,
    minimum: fraction,
    lowerQuartile: fraction,
    median: fraction,
    upperQuartile: fraction,
    maximum: fraction,
    mean: fraction,
    histogram: z.array(count).length(20),
    top: z.array(z.object({ neuron: index, predictivity: fraction, position: index, sign: z.union([z.literal(1), z.literal(-1)]), constant: z.boolean().optional(), dead: z.boolean().optional() })),
    constant: count,
    dead: count.optional(),
  })),
});

const correlation = z.number().min(-1).max(1).nullable();
const specificity = z
  .object({ model: id, stack, tasks: z.array(id), rho: z.array(z.array(correlation)) })
  .refine(({ tasks, rho }) => rho.length === tasks.length && rho.every((row) => row.length === tasks.length), { message: 'must be as many rows and columns as tasks', path: ['rho'] });

const foundOn = z.enum(['clean', 'adversarial']);
const control = z.enum(['random', 'matched', 'least']);
const suppression = z
  .object({
    ...countFields,
    model: id,
    task: id,
    seed,
    split: id,
    adversarial: z.boolean(),
    neuronsOf: id.optional(),
    chosen: z.enum(['skill', 'random', 'matched', 'least']),
    ranking: foundOn.nullable(),
    draw: index.nullable(),
    percent,
    neuronsPerLayer: count,
    layer: index.optional(),
  })
  .refine(noMoreThanAll, moreCorrect)
  .refine(({ chosen, ranking }) => chosen === 'random' || ranking !== null, { message: 'all but random neurons belong to a ranking', path: ['ranking'] })
  .refine(({ chosen, draw }) => (chosen === 'random' || chosen === 'matched') === (draw !== null), { message: 'random and matched neurons have a draw, others have none', path: ['draw'] });

const difference = z.number().min(-1).max(1);
const suppressionContrast = z.object({
  model: id, task: id, seed, split: id, adversarial: z.boolean(), ranking: foundOn, control, percent, n: count, draws: count,
  difference, low: difference, high: difference, p: fraction, test: z.enum(['mcnemar', 'sign-flip']),
});

const suppressionSettings = z.object({
  controls: z.array(control),
  replace: z.enum(['zero', 'mean', 'gaussian']),
  noiseScale: z.number().min(0),
  positions: z.enum(['all', 'prompt', 'text', 'mask']),
  rankBy: z.enum(['layer', 'model']),
  adversarialRows: z.enum(['half', 'all']),
});

const overlapLayer = z
  .object({ stack, layer: index, shared: count, size: count, width: count })
  .refine(({ shared, size, width }) => shared <= size && size <= width, { message: 'must be shared <= size <= width' });

const overlap = z.object({ model: id, task: id, split: id, seed, percent, layers: z.array(overlapLayer) });

const unit = fraction.nullable();
const nullResult = z.object({
  model: id,
  task: id,
  split: id,
  adversarial: z.boolean(),
  seed,
  n: count,
  permutations: count,
  rate: fraction,
  expected: unit,
  layers: z.array(z.object({
    stack, layer: index, neurons: count, discoveries: count, familyWise: count,
    best: fraction, bestOfShuffles: fraction, mean: fraction, meanOfShuffles: fraction,
  }).refine(({ neurons, discoveries, familyWise }) => discoveries <= neurons && familyWise <= neurons, { message: 'more discoveries than neurons' })),
  stability: z.object({ top: percent, rho: correlation, corrected: z.number().max(1).nullable(), whereChosen: fraction, elsewhere: fraction, othersElsewhere: fraction }).nullable(),
});

const rankCorrelation = z.object({
  model: id,
  stack,
  between: z.enum(['tasks', 'seeds', 'clean-adversarial']),
  task: id,
  otherTask: id,
  seed: seed.nullable(),
  otherSeed: seed.nullable(),
  scope: z.enum(['layer', 'model']),
  neurons: z.enum(['all', 'union', 'intersection']),
  percent: percent.nullable(),
  rho: correlation,
  low: correlation,
  high: correlation,
  count,
});

const retained = z.object({
  model: id,
  task: id,
  split: id,
  seed,
  percent,
  stack,
  positions: z.enum(['own', 'clean']),
  clean: fraction,
  adversarial: fraction,
  others: fraction,
  separation: unit,
  layers: z.array(z.object({ layer: index, separation: unit })),
  histogram: z.array(count).length(20),
});

/** What a results file must look like. Fields it does not know are dropped, so that newer files can still be read. */
export const studyResultsSchema: z.ZodType<StudyResults> = z.object({
  schema: z.literal('skill-neurons/study-results@1'),
  title: text,
  description: text,
  created: z.iso.datetime({ offset: true }),
  provenance,
  models: z.array(model).min(1),
  tasks: z.array(task).min(1),
  seeds: z.array(seed),
  metrics: z.record(z.string().max(200), z.object({ higherIsBetter: z.boolean(), unit: text })).optional(),
  tuning: z.array(tuning),
  evaluations: z.array(evaluation),
  predictivity: z.array(predictivity),
  specificity: z.array(specificity),
  suppression: z.array(suppression),
  suppressionContrasts: z.array(suppressionContrast).optional(),
  suppressionSettings: suppressionSettings.optional(),
  overlap: z.array(overlap),
  nulls: z.array(nullResult).optional(),
  rankCorrelations: z.array(rankCorrelation).optional(),
  retained: z.array(retained).optional(),
  neuronProfiles: z.array(neuronProfileSchema).optional(),
  neuronControls: z.array(neuronControlSchema).optional(),
  layerShares: z.array(layerShareSchema).optional(),
  promptSimilarities: z.array(promptSimilaritySchema).optional(),
  attacks: z.array(attackResultSchema).optional(),
  attackedRows: z.array(attackedRowSchema).optional(),
});

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
