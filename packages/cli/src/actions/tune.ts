import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import {
  defaultFreeLb, defaultLearningRate, defaultTuneSettings, jsonlMetrics, savePrompt, tensorBoardMetrics, tunePrompt, type FreeLbSettings, type TuneSettings,
} from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';
import { accuracyText } from '../accuracy-text.ts';
import { checkLeaks } from '../leak-check.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TuneOptions } from '../commands/tune.ts';
import { readAugmentation } from './tune-augmentation.ts';
import { readInitialisation } from './tune-initialisation.ts';

export async function tune(options: TuneOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  const settings = await readSettings(options, backbone);
  const { virtualTokens } = settings;
  const task = await session.task(options.task);
  // What the kept step is chosen by must not stand in what it is tuned on.
  const chosenBy = options.carveOut === undefined ? [{ task, split: options.validationSplit, limit: options.validationLimit }] : [];
  const leaks = await checkLeaks([{ task, split: options.trainSplit, limit: options.limit }], chosenBy, options, environment);
  const checkpointPath = join(options.out, 'checkpoint.safetensors');
  const metrics = [jsonlMetrics(join(options.out, 'metrics.jsonl')), ...(options.tensorboard ? [tensorBoardMetrics(join(options.out, 'tensorboard'))] : [])];
  const result = await tunePrompt({
    backbone,
    train: await session.split(task, options.trainSplit, { virtualTokens, limit: options.limit }),
    validation: options.carveOut === undefined ? await session.split(task, options.validationSplit, { virtualTokens, limit: options.validationLimit }) : undefined,
    augmentation: await readAugmentation({ folders: options.augment, session, task, trainSplit: options.trainSplit, virtualTokens }, environment),
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
  const summary = { prompt: path, model: backbone.folder, task: task.name, seed: options.seed, backend: session.backendName, settings: told, augment: options.augment, bestStep, steps, validation, selection, leaks: leaks?.[0] ?? null, seconds, curve };
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
    freeLb: readFreeLb(options),
    selection: { metric: options.selectBy, carveOut: options.carveOut },
    earlyStopping: patience === undefined ? undefined : { patience, minimumGain },
  };
}

/** @throws TUNE_DEFENCE */
function readFreeLb({ defence, freelbSteps, freelbRadius, freelbStepSize }: TuneOptions): FreeLbSettings | undefined {
  const given = { steps: freelbSteps, radius: freelbRadius, stepSize: freelbStepSize };
  if (defence === 'freelb') return { steps: freelbSteps ?? defaultFreeLb.steps, radius: freelbRadius ?? defaultFreeLb.radius, stepSize: freelbStepSize ?? defaultFreeLb.stepSize };
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  throw new SkillNeuronsError({ code: 'TUNE_DEFENCE', message: 'settings of FreeLB have no effect without it', hint: 'add --defence freelb' });
}
