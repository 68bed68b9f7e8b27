import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { defaultLearningRate, defaultTuneSettings, jsonlMetrics, savePrompt, tensorBoardMetrics, tunePrompt, type TuneSettings } from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';
import { accuracyText } from '../accuracy-text.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TuneOptions } from '../commands/tune.ts';
import { readInitialisation } from './tune-initialisation.ts';

export async function tune(options: TuneOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  const settings = await readSettings(options, backbone);
  const { virtualTokens } = settings;
  const task = await session.task(options.task);
  const checkpointPath = join(options.out, 'checkpoint.safetensors');
  const metrics = [jsonlMetrics(join(options.out, 'metrics.jsonl')), ...(options.tensorboard ? [tensorBoardMetrics(join(options.out, 'tensorboard'))] : [])];
  const result = await tunePrompt({
    backbone,
    train: await session.split(task, options.trainSplit, { virtualTokens, limit: options.limit }),
    validation: options.carveOut === undefined ? await session.split(task, options.validationSplit, { virtualTokens, limit: options.validationLimit }) : undefined,
    seed: options.seed,
    settings,
    tokenizer,
    checkpointPath,
    metrics,
    onProgress: terminal.progress,
    signal,
  });
  const path = await savePrompt(options.out, result.prompt);
  const { curve, bestStep, validation, selection, steps, seconds } = result;
  // The numbers of prompts that it starts from are not repeated here.
  const told = { ...settings, initialisation: options.init === 'prompts' ? { kind: options.init, prompts: options.initPrompts } : settings.initialisation };
  const summary = { prompt: path, model: backbone.folder, task: task.name, seed: options.seed, backend: session.backendName, settings: told, bestStep, steps, validation, selection, seconds, curve };
  await writeFileAtomic(join(options.out, 'tuning.json'), `${JSON.stringify(summary, null, 2)}\n`);
  await rm(checkpointPath, { force: true });
  const where = selection.metric === 'accuracy' ? selection.split : `${selection.split}, chosen by ${selection.metric}`;
  terminal.result(summary, `accuracy ${accuracyText(validation)} on ${where} at step ${bestStep} of ${steps}, ${seconds.toFixed(0)} s\nprompt ${path}`);
  return undefined;
}

async function readSettings(options: TuneOptions, backbone: Backbone): Promise<TuneSettings> {
  const defaults = defaultTuneSettings(backbone.family);
  const { optimizer: kind, weightDecay, patience, minimumGain } = options;
  return {
    ...defaults,
    virtualTokens: options.virtualTokens ?? defaults.virtualTokens,
    steps: options.steps ?? defaults.steps,
    batchSize: options.batchSize ?? defaults.batchSize,
    accumulation: options.accumulate,
    learningRate: options.learningRate ?? defaultLearningRate(backbone.family, kind),
    schedule: { kind: options.schedule, warmupSteps: options.warmupSteps },
    optimizer: { kind, weightDecay },
    dropout: options.dropout,
    clipNorm: options.clipNorm,
    initialisation: await readInitialisation(options),
    initialisationSeed: options.initSeed,
    dataSeed: options.dataSeed,
    evaluateEvery: options.evaluateEvery ?? defaults.evaluateEvery,
    selection: { metric: options.selectBy, carveOut: options.carveOut },
    earlyStopping: patience === undefined ? undefined : { patience, minimumGain },
  };
}
