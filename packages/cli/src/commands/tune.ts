import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { defaultTuneSettings, savePrompt, tunePrompt, type TuneSettings } from '@skill-neurons/prompt-tuning';
import { accuracyText } from '../accuracy-text.ts';
import type { CommandAdder } from '../command.ts';
import { openSession } from '../session.ts';

export function addTuneCommand(commands: CommandAdder): void {
  commands.add(
    'tune',
    'tune a soft prompt for a task on a frozen model',
    (yargs) =>
      yargs
        .option('model', { type: 'string', demandOption: true, describe: 'checkpoint folder or bundled name' })
        .option('task', { type: 'string', demandOption: true, describe: 'task name or file' })
        .option('out', { type: 'string', demandOption: true, describe: 'folder for the prompt; an interrupted run there goes on' })
        .option('seed', { type: 'number', default: 1, describe: 'seed of the initial prompt and the order of the data' })
        .option('virtual-tokens', { type: 'number', describe: 'rows of the prompt (default 100)' })
        .option('steps', { type: 'number', describe: 'optimizer steps (default 2000)' })
        .option('batch-size', { type: 'number', describe: 'default 16' })
        .option('learning-rate', { type: 'number', describe: 'default 1e-3 for RoBERTa and BERT, 5e-3 for T5' })
        .option('schedule', { choices: ['constant', 'linear'] as const, default: 'constant' as const, describe: 'learning rate over the run' })
        .option('warmup-steps', { type: 'number', default: 0 })
        .option('weight-decay', { type: 'number', default: 0 })
        .option('init', { choices: ['random', 'vocabulary'] as const, default: 'random' as const, describe: 'how the prompt starts' })
        .option('evaluate-every', { type: 'number', describe: 'steps between validations and checkpoints (default 100)' })
        .option('train-split', { type: 'string', default: 'train' })
        .option('validation-split', { type: 'string', default: 'validation', describe: 'chooses the kept step' })
        .option('limit', { type: 'number', describe: 'at most this many training rows' })
        .option('validation-limit', { type: 'number', describe: 'at most this many validation rows' })
        .example('$0 tune --model tiny-roberta --task films --out runs/films --virtual-tokens 16 --steps 150', 'a bundled model and task'),
    async (options, environment) => {
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
    },
  );
}
