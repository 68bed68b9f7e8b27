import { createHash } from 'node:crypto';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { carveOut } from './carve-out.ts';
import { augmentSplit } from './defence/augment.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { initialPrompt } from './initialise/initial-prompt.ts';
import { clipGradient } from './optimizers/clip-gradient.ts';
import { createOptimizer } from './optimizers/create-optimizer.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { batchesOf, type PreparedSplit } from './prepare.ts';
import type { PromptGradient } from './prompt-gradient.ts';
import { scheduleFactor } from './schedule.ts';
import { measureMetrics, measurementsWithoutGain, selectionScore, type MeasuredMetrics, type SelectionMetric } from './selection-metric.ts';
import { isMaskInText, type SoftPrompt } from './soft-prompt.ts';
import { trainingBatches } from './training-batches.ts';
import { nothingYet, type TrainingState } from './training-checkpoint.ts';
import { checkTuneSettings } from './tune-settings.ts';
import type { CurvePoint, TuneOptions, TuneResult } from './tune.ts';

export interface TrainingBatch {
  batch: TokenBatch;
  /** Names all that is random in its pass. */
  seed: string;
}

/**
 * The training of one prompt, step by step. Who calculates its gradients, alone or together with others', and who stores its state is
 * left to the caller.
 */
export class Tuning {
  state: TrainingState;
  readonly train: PreparedSplit;
  /** Names everything that decides the course of the run. */
  readonly identity: string;
  private readonly validation: PreparedSplit;
  private readonly metric: SelectionMetric;
  private readonly validationBatches: TokenBatch[];
  private readonly nextBatch: (index: number) => TokenBatch;
  private optimizer: Optimizer;
  private started = performance.now();

  private constructor(private readonly options: TuneOptions, initial: Float32Array, { train, validation }: Splits) {
    const { settings, seed } = options;
    this.train = train;
    this.validation = validation;
    this.identity = identityOf(options, { train, validation }, initial);
    this.metric = settings.selection?.metric ?? 'accuracy';
    this.validationBatches = batchesOf(validation, { batchSize: settings.evaluationBatchSize });
    this.nextBatch = trainingBatches(train, { batchSize: settings.batchSize, seed: settings.dataSeed ?? seed });
    this.optimizer = this.createOptimizer();
    this.state = newState(initial, this.optimizer.state);
  }

  /** @throws TUNE_SETTINGS, TUNE_CARVE_OUT, TUNE_AUGMENTATION, PROMPT_INITIALISATION */
  static async create(options: TuneOptions): Promise<Tuning> {
    const { backbone, seed, settings, tokenizer } = options;
    checkTuneSettings(settings);
    const splits = splitsOf(options);
    const { virtualTokens, initialisation } = settings;
    const { values } = await initialPrompt(backbone, { virtualTokens, seed: settings.initialisationSeed ?? seed, initialisation, tokenizer, labelWords: splits.train.labelWords });
    return new Tuning(options, values, splits);
  }

  /** Begins, or goes on from a stored state. */
  async start(stored: TrainingState | undefined): Promise<void> {
    if (stored !== undefined) {
      this.state = stored;
      this.optimizer = this.createOptimizer(stored.optimizer);
    }
    await Promise.all((this.options.metrics ?? []).map((sink) => sink.start(this.step)));
    this.started = performance.now();
  }

  /** Steps taken. */
  get step(): number {
    return this.optimizer.state.step;
  }

  /** All steps are taken, or there was no gain for as long as the settings wait for one. */
  get finished(): boolean {
    const { steps, earlyStopping } = this.options.settings;
    if (this.step >= steps) return true;
    if (earlyStopping === undefined) return false;
    const scores = this.state.curve.map((point) => selectionScore(this.metric, metricsOf(point)));
    return measurementsWithoutGain(scores, earlyStopping.minimumGain) >= earlyStopping.patience;
  }

  /** One of the batches behind the next step, from 0. */
  batch(i: number): TrainingBatch {
    const { settings, seed } = this.options;
    const index = this.step * (settings.accumulation ?? 1) + i;
    return { batch: this.nextBatch(index), seed: `${settings.dataSeed ?? seed}/${index}` };
  }

  /** Takes a step along the gradient, and measures where that is due. @returns whether it measured @throws TUNE_DIVERGED */
  async take({ loss, gradient }: PromptGradient): Promise<boolean> {
    const { settings, seed, onProgress } = this.options;
    const { state, step } = this;
    const { steps, evaluateEvery } = settings;
    const gradientNorm = clipGradient(gradient, settings.clipNorm);
    const learningRate = settings.learningRate * scheduleFactor(settings.schedule, step, steps);
    this.optimizer.update(state.prompt, gradient, learningRate);
    assertFinite(loss, state.prompt, this.train.task, step);
    state.pendingLoss.sum += loss;
    state.pendingLoss.steps++;
    const done = step + 1;
    this.record(done, { 'train/loss': loss, 'train/learning_rate': learningRate, 'train/gradient_norm': gradientNorm });
    onProgress?.({ label: `tune ${this.train.task} seed ${seed}`, done, total: steps, metrics: { loss, ...(state.best.step > 0 && { best: state.best.accuracy }) } });
    if (done % evaluateEvery !== 0 && done !== steps) return false;
    this.record(done, recordValidation(state, done, await this.measure(), this.metric));
    state.seconds += (performance.now() - this.started) / 1000;
    this.started = performance.now();
    return true;
  }

  /** To be called before the state is stored. */
  async flush(): Promise<void> {
    await Promise.all((this.options.metrics ?? []).map((sink) => sink.flush()));
  }

  result(): TuneResult {
    const { options, state, metric, validation } = this;
    const { backbone, seed, settings } = options;
    const { best, curve, seconds } = state;
    const selection = { metric, split: validation.split, rows: best.n };
    const origin = {
      kind: 'tuned', task: this.train.task, seed, backbone: backbone.fingerprint, architecture: backbone.architecture, initialisation: settings.initialisation.kind,
      step: best.step, validationAccuracy: best.accuracy, selection, ...this.layout,
    } as const;
    return { prompt: this.promptOf(best.values, origin), curve, bestStep: best.step, validation: { correct: best.correct, n: best.n }, selection, steps: this.step, seconds };
  }

  private measure(): Promise<Evaluation> {
    const { backbone, signal } = this.options;
    const prompt = this.promptOf(this.state.prompt, { kind: 'tuned', ...this.layout });
    return evaluate({ backbone, prompt, batches: this.validationBatches, columns: this.train.labelWords.ids, signal });
  }

  private get layout(): Pick<SoftPrompt['origin'], 'layout'> {
    return isMaskInText(this.train.examples) ? { layout: 'peft' } : {};
  }

  private promptOf(values: Float32Array, origin: SoftPrompt['origin']): SoftPrompt {
    return { virtualTokens: this.options.settings.virtualTokens, hiddenSize: this.options.backbone.hiddenSize, values, origin };
  }

  private createOptimizer(stored?: TrainingState['optimizer']): Optimizer {
    const { settings, backbone } = this.options;
    return createOptimizer(settings.optimizer, [settings.virtualTokens, backbone.hiddenSize], stored);
  }

  private record(step: number, values: Record<string, number>): void {
    this.options.metrics?.forEach((sink) => sink.record({ step, values }));
  }
}

/** The rows to train on and those to choose by. */
interface Splits {
  train: PreparedSplit;
  validation: PreparedSplit;
}

function splitsOf({ train, validation, augmentation, settings }: TuneOptions): Splits {
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
function identityOf({ backbone, seed, settings }: TuneOptions, { train, validation }: Splits, initial: Float32Array): string {
  const { initialisation, ...others } = settings;
  const named = [backbone.fingerprint, train.task, train.split, validation.split, train.labelWords.ids, seed, others, initialisation.kind, ...(isMaskInText(train.examples) ? ['mask in text'] : [])];
  const hash = createHash('sha256').update(JSON.stringify(named)).update(new Uint8Array(initial.buffer, initial.byteOffset, initial.byteLength));
  for (const { examples } of [train, validation]) {
    for (const { ids, label } of examples) hash.update(ids).update(`/${label};`);
  }
  return hash.digest('hex');
}
