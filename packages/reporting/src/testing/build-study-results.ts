import { createRandom } from '@skill-neurons/core';
import type { EvaluationResult, ModelSummary, StudyResults, TaskSummary, TuningResult } from '../study-results.ts';
import { defaultStudyOptions, madeUpTasks } from './study-options.ts';
import type { MadeUpStudy, MadeUpStudyOptions } from './study-options.ts';
import { attackedRowsOf, attacksOf } from './attack-results.ts';
import { nullsOf, rankCorrelationsOf, retainedOf } from './consistency-results.ts';
import { layerSharesOf, promptSimilaritiesOf } from './location-results.ts';
import { controlsOf, profilesOf } from './neuron-profiles.ts';
import { overlapOf, predictivityOf, specificityOf, suppressionContrastsOf, suppressionDetailsOf, suppressionOf } from './neuron-results.ts';

/** Results of a study that never ran: made-up numbers with chosen effects, for tests of whatever reads results. */
export function buildStudyResults(options: MadeUpStudyOptions = {}): StudyResults {
  const study = plan({ ...defaultStudyOptions, ...options });
  return {
    schema: 'skill-neurons/study-results@1',
    title: 'A made-up study',
    description: 'Synthetic numbers that no model produced.',
    created: '2026-01-02T03:04:05.000Z',
    provenance: {
      versions: { 'skill-neurons': '0.1.0', 'onnxruntime-node': '1.30.0' },
      backend: 'onnxruntime',
      platform: 'linux x64, node 20',
      seconds: 321.5,
      notes: ['The kept prompt was chosen on validation, the report is on test.'],
    },
    models: study.modelSummaries,
    tasks: study.taskSummaries,
    seeds: study.seedList,
    tuning: each(study, tuningOf),
    evaluations: each(study, evaluationsOf).flat(),
    predictivity: each(study, (...place) => predictivityOf(study, ...place)).flat(),
    specificity: study.modelSummaries.flatMap((model) => specificityOf(study, model)),
    suppression: each(study, (...place) => [...suppressionOf(study, ...place), ...suppressionDetailsOf(study, ...place)]).flat(),
    suppressionContrasts: each(study, (...place) => suppressionContrastsOf(study, ...place)).flat(),
    suppressionSettings: { controls: ['random', 'matched', 'least'], replace: 'zero', noiseScale: 1, positions: 'all', rankBy: 'layer', adversarialRows: 'half' },
    overlap: each(study, (...place) => overlapOf(study, ...place)).flat(),
    nulls: each(study, (...place) => nullsOf(study, ...place)).flat(),
    rankCorrelations: study.modelSummaries.flatMap((model) => rankCorrelationsOf(study, model)),
    retained: each(study, (...place) => retainedOf(study, ...place)).flat(),
    neuronProfiles: each(study, (...place) => profilesOf(study, ...place)).flat(),
    neuronControls: each(study, (...place) => controlsOf(study, ...place)).flat(),
    attacks: each(study, (...place) => attacksOf(study, ...place)).flat(),
    attackedRows: each(study, (...place) => attackedRowsOf(study, ...place)).flat(),
    layerShares: study.modelSummaries.flatMap((model) => study.taskSummaries.flatMap((task) => layerSharesOf(model, task))),
    promptSimilarities: study.modelSummaries.flatMap((model) => promptSimilaritiesOf(study, model)),
  };

  function tuningOf(model: ModelSummary, task: TaskSummary, seed: number): TuningResult {
    const best = cleanAccuracy(study, model, task);
    const curve = Array.from({ length: 11 }, (_, i) => ({ step: 50 * i, loss: 0.7 * Math.exp(-i / 4), validationAccuracy: 0.5 + (best - 0.5) * (1 - Math.exp(-i / 3)) + 0.01 * study.random.normal() }));
    const kept = curve.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
    return { model: model.id, task: task.id, seed, virtualTokens: 20, steps: 500, bestStep: kept.step, validation: { correct: Math.round(200 * kept.validationAccuracy), n: 200 }, curve, seconds: 12 };
  }

  function evaluationsOf(model: ModelSummary, task: TaskSummary, seed: number): EvaluationResult[] {
    const { sameType, otherType } = study.transfer;
    return task.splits.filter(({ split }) => split !== 'validation').flatMap((split) => {
      const place = { model: model.id, task: task.id, split: split.split, adversarial: split.adversarial, seed };
      const own = split.adversarial ? adversarialAccuracy(study, model, task, seed) : cleanAccuracy(study, model, task);
      const at = (accuracy: number) => count(study, split, accuracy);
      const tuned = study.taskSummaries.map((source) => {
        const share = source.id === task.id ? 1 : source.type === task.type ? sameType : otherType;
        return { ...place, prompt: 'tuned' as const, source: source.id, ...at(0.5 + (own - 0.5) * share + 0.015 * study.random.normal()) };
      });
      const random: EvaluationResult = { ...place, prompt: 'random', source: null, ...at(0.5 + 0.02 * study.random.normal()) };
      const none: EvaluationResult = { ...place, prompt: 'none', source: null, seed: 0, ...at(0.5) };
      return seed === study.seedList[0] ? [...tuned, random, none] : [...tuned, random];
    });
  }
}

function plan(options: Required<MadeUpStudyOptions>): MadeUpStudy {
  const { clean, adversarial } = options.rows;
  const random = createRandom(options.seed);
  const shares = new Map<string, number>();
  return {
    ...options,
    random,
    seedList: Array.from({ length: options.seeds }, (_, i) => i + 1),
    modelSummaries: options.models.map(({ id, architecture }) => ({
      id,
      architecture,
      stacks: (architecture === 't5' ? (['encoder', 'decoder'] as const) : (['encoder'] as const)).map((stack) => ({ stack, layers: options.layers, width: options.width })),
      hiddenSize: 64,
      parameters: 1_234_567,
      fingerprint: `sha256:${id}`,
      origin: 'Made up for tests.',
      synthetic: true,
    })),
    taskSummaries: madeUpTasks.slice(0, options.tasks).map((task) => ({
      ...task,
      labels: ['negative', 'positive'],
      splits: [
        { split: 'validation', n: 200, classCounts: [96, 104], adversarial: false },
        { split: 'test', n: clean, classCounts: halves(clean), adversarial: false },
        ...(options.adversarialTasks.includes(task.id) ? [{ split: 'adversarial', n: adversarial, classCounts: halves(adversarial), adversarial: true }] : []),
      ],
    })),
    overlapShare: (model, task, seed) => {
      const key = `${model}/${task}/${seed}`;
      const { architecture } = options.models.find(({ id }) => id === model)!;
      if (!shares.has(key)) shares.set(key, clamp((options.overlap[architecture] ?? 0.2) + 0.05 * random.fork(key).normal(), 0, 1));
      return shares.get(key)!;
    },
  };
}

function each<T>(study: MadeUpStudy, make: (model: ModelSummary, task: TaskSummary, seed: number) => T): T[] {
  return study.modelSummaries.flatMap((model) => study.taskSummaries.flatMap((task) => study.seedList.map((seed) => make(model, task, seed))));
}

function cleanAccuracy(study: MadeUpStudy, model: ModelSummary, task: TaskSummary): number {
  const { uniform } = study.random.fork(`${model.id}/${task.id}`);
  return 0.82 + 0.12 * uniform();
}

function adversarialAccuracy(study: MadeUpStudy, { id, architecture }: ModelSummary, task: TaskSummary, seed: number): number {
  const surprise = study.overlapShare(id, task.id, seed) - (study.overlap[architecture] ?? 0.2);
  return (study.adversarialAccuracy[architecture] ?? 0.5) + study.link * surprise;
}

function count({ random }: MadeUpStudy, { n, classCounts, adversarial }: TaskSummary['splits'][number], accuracy: number): Pick<EvaluationResult, 'correct' | 'n' | 'classCounts' | 'predictedCounts' | 'groups'> {
  const correct = Math.round(n * clamp(accuracy, 0, 1));
  const first = clamp(Math.round(n * (0.5 + 0.05 * random.normal())), 0, n);
  const words = Math.min(correct, Math.floor(n / 2));
  const groups: EvaluationResult['groups'] = adversarial ? { word: { correct: words, n: Math.floor(n / 2) }, sentence: { correct: correct - words, n: n - Math.floor(n / 2) } } : {};
  return { correct, n, classCounts, predictedCounts: [first, n - first], groups };
}

function halves(n: number): number[] {
  return [Math.floor(n / 2), n - Math.floor(n / 2)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
