import { SkillNeuronsError } from '@skill-neurons/core';
import type { Backbone } from '@skill-neurons/runtime';
import { checkFreeLb, type FreeLbSettings } from './defence/free-lb.ts';
import type { Initialisation } from './initialise/initial-prompt.ts';
import type { OptimizerSettings } from './optimizers/create-optimizer.ts';
import type { Schedule } from './schedule.ts';
import type { SelectionMetric } from './selection-metric.ts';

/** All that decides a tuned prompt besides model, data and seed. */
export interface TuneSettings {
  virtualTokens: number;
  /** Optimizer steps. */
  steps: number;
  batchSize: number;
  /** Batches behind one optimizer step: their gradients are averaged. Default 1. */
  accumulation?: number | undefined;
  learningRate: number;
  schedule: Schedule;
  optimizer: OptimizerSettings;
  /** Longer gradients are scaled down to this Euclidean norm. Default: none are. */
  clipNorm?: number | undefined;
  initialisation: Initialisation;
  /** Seed of the initial prompt. Default: the run's. */
  initialisationSeed?: number | undefined;
  /** Share of the backbone's units that are dropped while training; 0.1 in the paper's code. Default 0: the loss is a function of the batch. */
  dropout?: number | undefined;
  /** Seed of the order of the data and of dropout. Default: the run's. */
  dataSeed?: number | undefined;
  /** The selection metric is measured, and the state saved, after every so many steps. */
  evaluateEvery: number;
  evaluationBatchSize: number;
  /** Trains on perturbed word embeddings: FreeLB. Default: on the texts as they are. */
  freeLb?: FreeLbSettings | undefined;
  selection?: SelectionSettings | undefined;
  earlyStopping?: EarlyStopping | undefined;
}

/** What decides which step is kept. */
export interface SelectionSettings {
  /** Default `accuracy`. */
  metric?: SelectionMetric | undefined;
  /** Share of the training rows that is held out and measured on in place of the validation split. */
  carveOut?: number | undefined;
}

/** When to stop before the last step. */
export interface EarlyStopping {
  /** Measurements in a row without a gain after which the run ends. */
  patience: number;
  /** What counts as a gain must be larger than this. Default 0. */
  minimumGain?: number | undefined;
}

/** The paper's settings (paper.md A4, section c), with steps instead of epochs. */
export function defaultTuneSettings(family: Backbone['family']): TuneSettings {
  return {
    virtualTokens: 100,
    steps: 2000,
    batchSize: 16,
    learningRate: defaultLearningRate(family),
    schedule: { kind: 'constant' },
    optimizer: {},
    initialisation: { kind: 'random' },
    evaluateEvery: 100,
    evaluationBatchSize: 64,
  };
}

/** The paper's rates for Adam and AdamW; that of Lester et al. (2021) for Adafactor. */
export function defaultLearningRate(family: Backbone['family'], optimizer: OptimizerSettings['kind'] = 'adamw'): number {
  if (optimizer === 'adafactor') return 0.3;
  return family === 'masked-lm' ? 1e-3 : 5e-3;
}

/** @throws TUNE_SETTINGS */
export function checkTuneSettings(settings: TuneSettings): void {
  const { accumulation = 1, earlyStopping, clipNorm = 1, selection = {}, dropout = 0, learningRate } = settings;
  const { virtualTokens, steps, batchSize, evaluateEvery, evaluationBatchSize } = settings;
  const counts = { virtualTokens, steps, batchSize, evaluateEvery, evaluationBatchSize, accumulation, patience: earlyStopping?.patience ?? 1 };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) throw wrong(name, value, 'use a whole number from 1');
  }
  for (const [name, value] of Object.entries({ learningRate, clipNorm })) {
    if (!(value > 0)) throw wrong(name, value, 'use a number above 0');
  }
  if (!(dropout >= 0 && dropout < 1)) throw wrong('dropout', dropout, 'use a share from 0 to below 1');
  if (settings.freeLb) checkFreeLb(settings.freeLb);
  const { carveOut = 0.5 } = selection;
  if (!(carveOut > 0 && carveOut < 1)) throw wrong('carveOut', carveOut, 'use a share of the training rows between 0 and 1');
}

function wrong(name: string, value: number, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TUNE_SETTINGS', message: `${name} is ${value}`, where: 'tuning settings', hint });
}
