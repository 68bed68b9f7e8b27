import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { defaultTuneSettings, savePrompt, tunePrompt, type TuneSettings } from '@skill-neurons/prompt-tuning';
import { accuracyText } from '../accuracy-text.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TuneOptions } from '../commands/tune.ts';

export async function tune(options: TuneOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const defaults = defaultTuneSettings(backbone.family);
  const settings: TuneSettings = {
    ...defaults,
    virtualTokens: options.virtualTokens ?? defaults.virtualTokens,
    steps: options.steps ?? defaults.steps,
    batchSize: options.batchSize ?? defaults.batchSize,
    learningRate: options.learningRate ?? defaults.learningRate,
    schedule: { kind: options.schedule, warmupSteps: options.warmupSteps },
    optimizer: { weightDecay: options.weightDecay },
    initialisation: { kind: options.init },
    evaluateEvery: options.evaluateEvery ?? defaults.evaluateEvery,
  };
  const { virtualTokens } = settings;
  const task = await session.task(options.task);
  const checkpointPath = join(options.out, 'checkpoint.safetensors');
  const result = await tunePrompt({
    backbone,
    train: await session.split(task, options.trainSplit, { virtualTokens, limit: options.limit }),
    validation: await session.split(task, options.validationSplit, { virtualTokens, limit: options.validationLimit }),
    seed: options.seed,
    settings,
    checkpointPath,
    onProgress: terminal.progress,
    signal,
  });
  const path = await savePrompt(options.out, result.prompt);
  const { curve, bestStep, validation, seconds } = result;
  const summary = { prompt: path, model: backbone.folder, task: task.name, seed: options.seed, backend: session.backendName, settings, bestStep, validation, seconds, curve };
  await writeFileAtomic(join(options.out, 'tuning.json'), `${JSON.stringify(summary, null, 2)}\n`);
  await rm(checkpointPath, { force: true });
  terminal.result(summary, `validation accuracy ${accuracyText(validation)} at step ${bestStep} of ${settings.steps}, ${seconds.toFixed(0)} s\nprompt ${path}`);
  return undefined;
}

