import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { countClasses } from '@skill-neurons/data';
import {
  defaultFreeLb, defaultLearningRate, defaultTuneSettings, jsonlMetrics, savePrompt, tensorBoardMetrics, tunePrompt, tunePrompts,
  type FreeLbSettings, type MetricsSink, type TuneResult, type TuneSettings,
} from '@skill-neurons/prompt-tuning';
import type { Backbone } from '@skill-neurons/runtime';
import { checkLeaks } from '../leak-check.ts';
import { accuracy, resultsTable, shareOf } from '../results-table.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TuneOptions } from '../commands/tune.ts';
import { readAugmentation } from './tune-augmentation.ts';
import { readInitialisation } from './tune-initialisation.ts';

export async function tune(options: TuneOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  environment.keepsWork(options.out);
  const session = await openSession(options, environment);
  const { backbone, tokenizer } = session;
  const settings = await readSettings(options, backbone);
  const { virtualTokens } = settings;
  const task = await session.task(options.task);
  // What the kept step is chosen by must not stand in what it is tuned on.
  const chosenBy = options.carveOut === undefined ? [{ task, split: options.validationSplit, limit: options.validationLimit }] : [];
  const leaks = await checkLeaks([{ task, split: options.trainSplit, limit: options.limit, required: true }], chosenBy, options, environment);
  const shared = {
    backbone, settings, tokenizer, signal,
    train: await session.split(task, options.trainSplit, { virtualTokens, limit: options.limit }),
    validation: options.carveOut === undefined ? await session.split(task, options.validationSplit, { virtualTokens, limit: options.validationLimit }) : undefined,
    augmentation: await readAugmentation({ folders: options.augment, session, task, trainSplit: options.trainSplit, virtualTokens }, environment),
    onProgress: terminal.progress,
  };
  const runs = runsOf(options);
  const results = options.sideBySide ? await tunePrompts({ ...shared, runs, checkpointPath: checkpointIn(options.out) }) : await oneByOne(runs, shared);

  // The numbers of prompts that it starts from are not repeated here.
  const told = { ...settings, initialisation: options.init === 'prompts' ? { kind: options.init, prompts: options.initPrompts } : settings.initialisation };
  const summaries = [];
  for (const [i, { seed, folder }] of runs.entries()) {
    const { prompt, curve, bestStep, validation, selection, steps, seconds } = results[i]!;
    const path = await savePrompt(folder, prompt);
    const summary = {
      prompt: path, model: backbone.folder, task: task.name, seed, backend: session.backendName, settings: told, augment: options.augment,
      ...(options.sideBySide && { sideBySide: runs.map((run) => run.seed) }), bestStep, steps, validation, selection, leaks: leaks?.[0] ?? null, seconds, curve,
    };
    await writeFileAtomic(join(folder, 'tuning.json'), `${JSON.stringify(summary, null, 2)}\n`);
    summaries.push(summary);
  }
  for (const folder of [options.out, ...runs.map((run) => run.folder)]) await rm(checkpointIn(folder), { force: true });
  terminal.result(options.seeds === undefined ? summaries[0]! : summaries, describe(summaries, shared.validation && countClasses(shared.validation.examples, task.labels.length).majorityRate));
  return undefined;
}

interface SeedRun {
  seed: number;
  folder: string;
  metrics: MetricsSink[];
}

/** One prompt in the folder that was asked for, or one per seed in folders within. */
function runsOf({ seed, seeds, sideBySide, out, tensorboard }: TuneOptions): SeedRun[] {
  if (sideBySide && seeds === undefined) throw new SkillNeuronsError({ code: 'TUNE_SIDE_BY_SIDE', message: 'one prompt has nothing to stand beside', hint: 'add --seeds 1 2 3' });
  const runs = seeds === undefined ? [{ seed, folder: out }] : [...new Set(seeds)].map((one) => ({ seed: one, folder: join(out, `seed-${one}`) }));
  return runs.map(({ folder, ...run }) => ({
    ...run, folder, metrics: [jsonlMetrics(join(folder, 'metrics.jsonl')), ...(tensorboard ? [tensorBoardMetrics(join(folder, 'tensorboard'))] : [])],
  }));
}

const checkpointIn = (folder: string) => join(folder, 'checkpoint.safetensors');

/** Checkpoints stay until all are done: what is finished is not tuned again after an interruption. */
async function oneByOne(runs: readonly SeedRun[], shared: Omit<Parameters<typeof tunePrompt>[0], 'seed'>): Promise<TuneResult[]> {
  const results = [];
  for (const { seed, folder, metrics } of runs) results.push(await tunePrompt({ ...shared, seed, metrics, checkpointPath: checkpointIn(folder) }));
  return results;
}

/** How each kept prompt does on the rows that chose it, and where it is. */
function describe(summaries: readonly (Omit<TuneResult, 'prompt'> & { prompt: string; task: string; seed: number })[], majority: number | undefined): string {
  const rows = summaries.map(({ prompt, task, validation, selection }) => ({ task, split: selection.split, prompt, metric: accuracy, ...shareOf(validation), ...(majority !== undefined && { majority }) }));
  const kept = summaries.map(({ prompt, bestStep, steps, selection, seconds }) => {
    const chosenBy = selection.metric === 'accuracy' ? '' : `, chosen by ${selection.metric}`;
    return `${prompt}: step ${bestStep} of ${steps}${chosenBy}, ${seconds.toFixed(0)} s`;
  });
  return [resultsTable(rows), ...kept].join('\n');
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
