import { createHash } from 'node:crypto';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { TokenBatch, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { carveOut } from './carve-out.ts';
import { augmentSplit } from './defence/augment.ts';
import { drawPerturbation, freeLbGradient, wordEmbeddingNorm } from './defence/free-lb.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { initialPrompt } from './initialise/initial-prompt.ts';
import type { MetricsSink } from './metrics/metrics-sink.ts';
import { clipGradient } from './optimizers/clip-gradient.ts';
import { createOptimizer } from './optimizers/create-optimizer.ts';
import type { TableShape } from './optimizers/optimizer.ts';
import { batchesOf, type PreparedSplit } from './prepare.ts';
import { accumulatedGradient, promptGradient } from './prompt-gradient.ts';
import { scheduleFactor } from './schedule.ts';
import { measureMetrics, measurementsWithoutGain, selectionScore, type MeasuredMetrics, type SelectionMetric } from './selection-metric.ts';
import { isMaskInText, type SoftPrompt } from './soft-prompt.ts';
import { trainingBatches } from './training-batches.ts';
import { loadTrainingState, nothingYet, saveTrainingState, type CheckpointFile, type TrainingState } from './training-checkpoint.ts';
import { checkTuneSettings, type TuneSettings } from './tune-settings.ts';

export interface CurvePoint {
  step: number;
  /** Mean training loss since the last point. */
  loss: number;
  /** On the rows that the kept step is chosen by: the validation split, or a carve-out of the training split. */
  validationAccuracy: number;
  validationLoss: number;
  validationBalancedAccuracy: number;
  validationMacroF1: number;
}

export interface TuneOptions {
  backbone: Backbone;
  train: PreparedSplit;
  /** Chooses the kept step; not needed, nor looked at, with `settings.selection.carveOut`. */
  validation?: PreparedSplit | undefined;
  /** Adversarial rows of the training split to train on as well. Those made from rows of a carve-out are left out. */
  augmentation?: PreparedSplit | undefined;
  /** Of the initial prompt and of the order of the data, unless the settings give these their own. */
  seed: number;
  settings: TuneSettings;
  /** For the initialisation `text`. */
  tokenizer?: Tokenizer | undefined;
  /** File for the state of the run; the caller deletes it once the returned prompt is stored. */
  checkpointPath?: string | undefined;
  /** Get the loss, rate and gradient of every step and every measurement. */
  metrics?: readonly MetricsSink[] | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

export interface TuneResult {
  prompt: SoftPrompt;
  curve: CurvePoint[];
  bestStep: number;
  /** Of the kept step, on the rows that it was chosen by. */
  validation: { correct: number; n: number };
  /** What the step was chosen by. */
  selection: { metric: SelectionMetric; split: string; rows: number };
  /** Steps taken: fewer than asked for after an early stop. */
  steps: number;
  seconds: number;
}

/**
 * Trains a soft prompt on a frozen backbone and keeps the state with the best value of the selection metric
 * (the lower loss where values are equal).
 *
 * Only the prompt receives a gradient: the backbone's tensors are never differentiated or written.
 *
 * @throws TUNE_SETTINGS, TUNE_CARVE_OUT, TUNE_AUGMENTATION, TUNE_DIVERGED, PROMPT_INITIALISATION, CHECKPOINT_MISMATCH, CHECKPOINT_DAMAGED
 */
export async function tunePrompt(options: TuneOptions): Promise<TuneResult> {
  const { backbone, seed, settings, tokenizer, checkpointPath, metrics = [], onProgress, signal } = options;
  const { virtualTokens, steps, batchSize, accumulation = 1, dataSeed = seed, evaluationBatchSize, initialisation, earlyStopping } = settings;
  checkTuneSettings(settings);
  const { train, validation } = splitsOf(options);
  const { ids: columns } = train.labelWords;
  const layout = isMaskInText(train.examples) ? ('peft' as const) : undefined;
  const shape: TableShape = [virtualTokens, backbone.hiddenSize];
  const initial = await initialPrompt(backbone, { virtualTokens, seed: settings.initialisationSeed ?? seed, initialisation, tokenizer, labelWords: train.labelWords });
  const file: CheckpointFile | null = checkpointPath === undefined ? null : { path: checkpointPath, identity: identityOf(options, train, validation, initial.values) };
  const stored = file && (await loadTrainingState(file));
  const optimizer = createOptimizer(settings.optimizer, shape, stored?.optimizer);
  const state = stored ?? newState(initial.values, optimizer.state);
  const metric = settings.selection?.metric ?? 'accuracy';
  const validationBatches = batchesOf(validation, { batchSize: evaluationBatchSize });
  const nextBatch = trainingBatches(train, { batchSize, seed: dataSeed });
  const gradientOf = gradientFunction(options, state.prompt, columns);
  const promptOf = (values: Float32Array, origin: SoftPrompt['origin']): SoftPrompt => ({ virtualTokens, hiddenSize: shape[1], values, origin });
  const record = (step: number, values: Record<string, number>) => metrics.forEach((sink) => sink.record({ step, values }));
  const save = async () => {
    await Promise.all(metrics.map((sink) => sink.flush()));
    if (file) await saveTrainingState(file, state);
  };
  const stopped = () =>
    earlyStopping !== undefined &&
    measurementsWithoutGain(state.curve.map((point) => selectionScore(metric, metricsOf(point))), earlyStopping.minimumGain) >= earlyStopping.patience;
  await Promise.all(metrics.map((sink) => sink.start(optimizer.state.step)));
  let started = performance.now();

  while (optimizer.state.step < steps && !stopped()) {
    if (signal?.aborted) {
      await save();
      signal.throwIfAborted();
    }
    const step = optimizer.state.step;
    const { loss, gradient } = await accumulatedGradient(accumulation, (i) => {
      const index = step * accumulation + i;
      return gradientOf(nextBatch(index), `${dataSeed}/${index}`);
    });
    const gradientNorm = clipGradient(gradient, settings.clipNorm);
    const learningRate = settings.learningRate * scheduleFactor(settings.schedule, step, steps);
    optimizer.update(state.prompt, gradient, learningRate);
    assertFinite(loss, state.prompt, train.task, step);
    state.pendingLoss.sum += loss;
    state.pendingLoss.steps++;
    const done = step + 1;
    record(done, { 'train/loss': loss, 'train/learning_rate': learningRate, 'train/gradient_norm': gradientNorm });
    onProgress?.({ label: `tune ${train.task} seed ${seed}`, done, total: steps, metrics: { loss, best: state.best.accuracy } });
    if (done % settings.evaluateEvery === 0 || done === steps) {
      const result = await evaluate({ backbone, prompt: promptOf(state.prompt, { kind: 'tuned', layout }), batches: validationBatches, columns, signal });
      const measured = recordValidation(state, done, result, metric);
      record(done, measured);
      state.seconds += (performance.now() - started) / 1000;
      started = performance.now();
      await save();
    }
  }
  const { best, curve, seconds } = state;
  const selection = { metric, split: validation.split, rows: best.n };
  const origin = {
    kind: 'tuned', task: train.task, seed, backbone: backbone.fingerprint, architecture: backbone.architecture, initialisation: initialisation.kind,
    step: best.step, validationAccuracy: best.accuracy, selection, ...(layout === undefined ? {} : { layout }),
  } as const;
  return { prompt: promptOf(best.values, origin), curve, bestStep: best.step, validation: { correct: best.correct, n: best.n }, selection, steps: optimizer.state.step, seconds };
}

/** Loss and gradient of the prompt, whose numbers change from step to step, on a batch; `seed` names all that is random in it. */
function gradientFunction({ backbone, settings }: TuneOptions, prompt: Float32Array, columns: PreparedSplit['labelWords']['ids']) {
  const { virtualTokens, dropout: rate = 0, freeLb } = settings;
  const forwardOf = (seed: string) => ({ dropout: { rate, seed } });
  if (freeLb === undefined) return (batch: TokenBatch, seed: string) => promptGradient(backbone, prompt, virtualTokens, batch, columns, forwardOf(seed));
  const unit = wordEmbeddingNorm(backbone);
  const absolute = { steps: freeLb.steps, radius: freeLb.radius * unit, stepSize: freeLb.stepSize * unit };
  return (batch: TokenBatch, seed: string) =>
    freeLbGradient({ backbone, prompt, virtualTokens, batch, columns, settings: absolute, perturbation: drawPerturbation(batch, backbone.hiddenSize, absolute.radius, `${seed}/perturbation`), forward: forwardOf(seed) });
}

/** The rows to train on and those to choose by. */
function splitsOf({ train, validation, augmentation, settings }: TuneOptions): { train: PreparedSplit; validation: PreparedSplit } {
  const share = settings.selection?.carveOut;
  const augmented = (rows: PreparedSplit, held?: ReadonlySet<string>) => (augmentation === undefined ? rows : augmentSplit(rows, augmentation, held));
  if (share !== undefined) {
    const { kept, held } = carveOut(train, share);
    return { train: augmented(kept, new Set(held.examples.map(({ id }) => id))), validation: held };
  }
  if (validation !== undefined) return { train: augmented(train), validation };
  throw new SkillNeuronsError({ code: 'TUNE_SETTINGS', message: 'no rows to choose a step by', where: 'tuning settings', hint: 'give a validation split, or set selection.carveOut' });
}

function newState(prompt: Float32Array, optimizer: TrainingState['optimizer']): TrainingState {
  return { prompt, optimizer, best: { ...nothingYet, values: prompt.slice() }, curve: [], pendingLoss: { sum: 0, steps: 0 }, seconds: 0 };
}

function recordValidation(state: TrainingState, step: number, result: Evaluation, metric: SelectionMetric): Record<string, number> {
  const measured = measureMetrics(result);
  const { accuracy, loss, balancedAccuracy, macroF1 } = measured;
  state.curve.push({
    step, loss: state.pendingLoss.sum / state.pendingLoss.steps,
    validationAccuracy: accuracy, validationLoss: loss, validationBalancedAccuracy: balancedAccuracy, validationMacroF1: macroF1,
  });
  state.pendingLoss = { sum: 0, steps: 0 };
  const { best } = state;
  const score = selectionScore(metric, measured);
  if (score > best.score || (score === best.score && loss < best.loss)) {
    state.best = { values: state.prompt.slice(), step, score, accuracy, correct: result.correct, n: result.n, loss };
  }
  return { 'validation/accuracy': accuracy, 'validation/loss': loss, 'validation/balanced_accuracy': balancedAccuracy, 'validation/macro_f1': macroF1 };
}

function metricsOf(point: CurvePoint): MeasuredMetrics {
  return { accuracy: point.validationAccuracy, loss: point.validationLoss, balancedAccuracy: point.validationBalancedAccuracy, macroF1: point.validationMacroF1 };
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
function identityOf({ backbone, seed, settings }: TuneOptions, train: PreparedSplit, validation: PreparedSplit, initial: Float32Array): string {
  const { initialisation, ...others } = settings;
  const named = [backbone.fingerprint, train.task, train.split, validation.split, train.labelWords.ids, seed, others, initialisation.kind, ...(isMaskInText(train.examples) ? ['mask in text'] : [])];
  const hash = createHash('sha256').update(JSON.stringify(named)).update(new Uint8Array(initial.buffer, initial.byteOffset, initial.byteLength));
  for (const { examples } of [train, validation]) {
    for (const { ids, label } of examples) hash.update(ids).update(`/${label};`);
  }
  return hash.digest('hex');
}
