import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { AdamW, type AdamWOptions } from './adamw.ts';
import { evaluate } from './evaluate.ts';
import { crossEntropy, scoreBatch } from './forward.ts';
import { initialPrompt, type Initialisation } from './initialise.ts';
import { batchesOf, type PreparedSplit } from './prepare.ts';
import { scheduleFactor, type Schedule } from './schedule.ts';
import type { SoftPrompt } from './soft-prompt.ts';
import { loadTrainingState, saveTrainingState, type CheckpointFile, type TrainingState } from './training-checkpoint.ts';

export interface TuneSettings {
  virtualTokens: number;
  steps: number;
  batchSize: number;
  learningRate: number;
  schedule: Schedule;
  optimizer: AdamWOptions;
  initialisation: Initialisation;
  /** Validation accuracy is measured, and the state saved, after every so many steps. */
  evaluateEvery: number;
  evaluationBatchSize: number;
}

/** The paper's settings (paper.md A4, section c), with steps instead of epochs. */
export function defaultTuneSettings(family: Backbone['family']): TuneSettings {
  return {
    virtualTokens: 100,
    steps: 2000,
    batchSize: 16,
    learningRate: family === 'masked-lm' ? 1e-3 : 5e-3,
    schedule: { kind: 'constant' },
    optimizer: {},
    initialisation: { kind: 'random' },
    evaluateEvery: 100,
    evaluationBatchSize: 64,
  };
}

export interface CurvePoint {
  step: number;
  /** Mean training loss since the last point. */
  loss: number;
  validationAccuracy: number;
  validationLoss: number;
}

export interface TuneOptions {
  backbone: Backbone;
  train: PreparedSplit;
  validation: PreparedSplit;
  seed: number;
  settings: TuneSettings;
  /** File for the state of the run; the caller deletes it once the returned prompt is stored. */
  checkpointPath?: string;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

export interface TuneResult {
  prompt: SoftPrompt;
  curve: CurvePoint[];
  bestStep: number;
  validation: { correct: number; n: number };
  seconds: number;
}

/**
 * Trains a soft prompt on a frozen backbone and keeps the state with the best validation accuracy
 * (the lower validation loss where accuracies are equal).
 *
 * Only the prompt receives a gradient: the backbone's tensors are never differentiated or written.
 */
export async function tunePrompt(options: TuneOptions): Promise<TuneResult> {
  const { backbone, train, validation, seed, settings, checkpointPath, onProgress, signal } = options;
  const { virtualTokens, steps, batchSize, evaluationBatchSize } = settings;
  const { hiddenSize } = backbone;
  checkSettings(settings);
  const file: CheckpointFile | null = checkpointPath === undefined ? null : { path: checkpointPath, identity: identityOf(options) };
  const state = (file && (await loadTrainingState(file))) ?? newState((await initialPrompt(backbone, { virtualTokens, seed, initialisation: settings.initialisation })).values);
  const optimizer = new AdamW(state.prompt.length, settings.optimizer, state.optimizer);
  const columns = train.labelWords.ids;
  const validationBatches = batchesOf(validation, { batchSize: evaluationBatchSize });
  const nextBatch = batchSequence(train, { batchSize, seed });
  const promptOf = (values: Float32Array, origin: SoftPrompt['origin']): SoftPrompt => ({ virtualTokens, hiddenSize, values, origin });
  let started = performance.now();

  while (optimizer.state.step < steps) {
    if (signal?.aborted) {
      if (file) await saveTrainingState(file, state);
      signal.throwIfAborted();
    }
    const step = optimizer.state.step;
    const { loss, gradient } = await promptGradient(backbone, state.prompt, virtualTokens, nextBatch(step), columns);
    optimizer.update(state.prompt, gradient, settings.learningRate * scheduleFactor(settings.schedule, step, steps));
    assertFinite(loss, state.prompt, train.task, step);
    state.pendingLoss.sum += loss;
    state.pendingLoss.steps++;
    const done = step + 1;
    onProgress?.({ label: `tune ${train.task} seed ${seed}`, done, total: steps, metrics: { loss, best: state.best.accuracy } });
    if (done % settings.evaluateEvery === 0 || done === steps) {
      const result = await evaluate({ backbone, prompt: promptOf(state.prompt, { kind: 'tuned' }), batches: validationBatches, columns, signal });
      recordValidation(state, done, result);
      state.seconds += (performance.now() - started) / 1000;
      started = performance.now();
      if (file) await saveTrainingState(file, state);
    }
  }
  const { best, curve, seconds } = state;
  const origin = { kind: 'tuned', task: train.task, seed, backbone: backbone.fingerprint, architecture: backbone.architecture, step: best.step, validationAccuracy: best.accuracy } as const;
  return { prompt: promptOf(best.values, origin), curve, bestStep: best.step, validation: { correct: best.correct, n: best.n }, seconds };
}

/** @throws TUNE_SETTINGS */
function checkSettings(settings: TuneSettings): void {
  for (const name of ['virtualTokens', 'steps', 'batchSize', 'evaluateEvery', 'evaluationBatchSize'] as const) {
    if (Number.isInteger(settings[name]) && settings[name] > 0) continue;
    throw new SkillNeuronsError({ code: 'TUNE_SETTINGS', message: `${name} is ${settings[name]}`, where: 'tuning settings', hint: 'use a whole number from 1' });
  }
  if (!(settings.learningRate > 0)) {
    throw new SkillNeuronsError({ code: 'TUNE_SETTINGS', message: `learningRate is ${settings.learningRate}`, where: 'tuning settings', hint: 'use a number above 0' });
  }
}

function newState(prompt: Float32Array): TrainingState {
  return {
    prompt,
    optimizer: { step: 0, firstMoment: new Float32Array(prompt.length), secondMoment: new Float32Array(prompt.length) },
    best: { values: prompt.slice(), step: 0, accuracy: -1, correct: 0, n: 0, loss: Infinity },
    curve: [],
    pendingLoss: { sum: 0, steps: 0 },
    seconds: 0,
  };
}

/** Loss of one batch and its gradient with respect to the prompt, [virtualTokens * hiddenSize]. */
export async function promptGradient(
  backbone: Backbone,
  prompt: Float32Array,
  virtualTokens: number,
  batch: TokenBatch,
  columns: readonly number[],
): Promise<{ loss: number; gradient: Float32Array }> {
  const { value, grad } = tf.tidy(() => {
    // The copy keeps the tensor's content fixed while the optimizer writes into `prompt`.
    const variable = tf.tensor2d(prompt.slice(), [virtualTokens, backbone.hiddenSize]);
    return tf.valueAndGrad((p: tf.Tensor) => crossEntropy(scoreBatch(backbone, p as tf.Tensor2D, batch, columns), batch.labels))(variable);
  });
  const [[loss], gradient] = await Promise.all([value.data(), grad.data()]);
  tf.dispose([value, grad]);
  return { loss: loss!, gradient: gradient as Float32Array };
}

/** Batch number `step` of the endless, seeded sequence of shuffled epochs: resuming needs only the step. */
function batchSequence(train: PreparedSplit, { batchSize, seed }: { batchSize: number; seed: number }): (step: number) => TokenBatch {
  const perEpoch = Math.max(1, Math.floor(train.examples.length / batchSize));
  let epoch = -1;
  let batches: TokenBatch[] = [];
  return (step) => {
    const wanted = Math.floor(step / perEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      const dropLast = train.examples.length >= batchSize;
      batches = batchesOf(train, { batchSize, shuffleSeed: `${seed}/epoch-${epoch}`, dropLast });
    }
    return batches[step % perEpoch]!;
  };
}

function recordValidation(state: TrainingState, step: number, result: { correct: number; n: number; loss: number }): void {
  const accuracy = result.correct / result.n;
  state.curve.push({ step, loss: state.pendingLoss.sum / state.pendingLoss.steps, validationAccuracy: accuracy, validationLoss: result.loss });
  state.pendingLoss = { sum: 0, steps: 0 };
  const { best } = state;
  if (accuracy > best.accuracy || (accuracy === best.accuracy && result.loss < best.loss)) {
    state.best = { values: state.prompt.slice(), step, accuracy, correct: result.correct, n: result.n, loss: result.loss };
  }
}

function assertFinite(loss: number, prompt: Float32Array, task: string, step: number): void {
  if (Number.isFinite(loss) && prompt.every(Number.isFinite)) return;
  throw new SkillNeuronsError({
    code: 'TUNE_DIVERGED',
    message: `the loss is no longer a number at step ${step + 1}`,
    where: `tuning on ${task}`,
    hint: 'use a smaller learning rate',
  });
}

/** Names everything that decides the course of a run. */
function identityOf({ backbone, train, validation, seed, settings }: TuneOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([backbone.fingerprint, train.task, train.split, validation.split, train.labelWords.ids, seed, settings]));
  for (const { examples } of [train, validation]) {
    for (const { ids, label } of examples) hash.update(ids).update(`/${label};`);
  }
  return hash.digest('hex');
}
