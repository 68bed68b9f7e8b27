import type { OnProgress } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { drawPerturbation, freeLbGradient, wordEmbeddingNorm } from './defence/free-lb.ts';
import type { MetricsSink } from './metrics/metrics-sink.ts';
import type { PreparedSplit } from './prepare.ts';
import { accumulatedGradient, promptGradient } from './prompt-gradient.ts';
import type { SelectionMetric } from './selection-metric.ts';
import type { SoftPrompt } from './soft-prompt.ts';
import { loadTrainingStates, saveTrainingStates, type CheckpointFile } from './training-checkpoint.ts';
import type { TuneSettings } from './tune-settings.ts';
import { Tuning, type TrainingBatch } from './tuning.ts';

/** A measurement on the way. */
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

/** The kept prompt and how it came about. */
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
  const { settings, checkpointPath, signal } = options;
  const tuning = await Tuning.create(options);
  const file: CheckpointFile | null = checkpointPath === undefined ? null : { path: checkpointPath, identity: tuning.identity };
  const [stored] = (file && (await loadTrainingStates(file))) ?? [];
  await tuning.start(stored);
  const gradientOf = gradientFunction(options, tuning);
  const save = async () => {
    await tuning.flush();
    if (file) await saveTrainingStates(file, [tuning.state]);
  };
  while (!tuning.finished) {
    if (signal?.aborted) {
      await save();
      signal.throwIfAborted();
    }
    const gradient = await accumulatedGradient(settings.accumulation ?? 1, (i) => gradientOf(tuning.batch(i)));
    if (await tuning.take(gradient)) await save();
  }
  return tuning.result();
}

/** Loss and gradient of the prompt, whose numbers change from step to step, on a batch; `seed` names all that is random in it. */
function gradientFunction({ backbone, settings }: TuneOptions, { state: { prompt }, train }: Tuning) {
  const { ids: columns } = train.labelWords;
  const { virtualTokens, dropout: rate = 0, freeLb } = settings;
  const forwardOf = (seed: string) => ({ dropout: { rate, seed } });
  if (freeLb === undefined) return ({ batch, seed }: TrainingBatch) => promptGradient(backbone, prompt, virtualTokens, batch, columns, forwardOf(seed));
  const unit = wordEmbeddingNorm(backbone);
  const absolute = { steps: freeLb.steps, radius: freeLb.radius * unit, stepSize: freeLb.stepSize * unit };
  return ({ batch, seed }: TrainingBatch) =>
    freeLbGradient({ backbone, prompt, virtualTokens, batch, columns, settings: absolute, perturbation: drawPerturbation(batch, backbone.hiddenSize, absolute.radius, `${seed}/perturbation`), forward: forwardOf(seed) });
}
