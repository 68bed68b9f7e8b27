import { collectBaseline, type Baseline, type CollectOptions } from '@skill-neurons/neurons';
import { batchesOf, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { Backbone, Stack } from '@skill-neurons/runtime';
import { checkLeaks, trainedOn, type LeakRecord } from '../leak-check.ts';
import { readPrompt } from '../prompt-source.ts';
import { openSession } from '../session.ts';
import type { CommandEnvironment, GlobalOptions } from '../command.ts';

/** Options of every command that measures neurons. */
export interface NeuronInputOptions extends GlobalOptions {
  model: string;
  task: string;
  prompt: string;
  baselineSplit: string;
  baselineLimit: number | undefined;
  limit: number | undefined;
  batchSize: number;
  stack: Stack;
  maskPosition: boolean;
  leaks: boolean;
}

/** A model, a prompt and a task with its baseline, ready to measure neurons on any split. */
export interface NeuronInputs {
  backbone: Backbone;
  taskName: string;
  baseline: Baseline;
  /** 1 where the mask in row 0 of a masked LM's prompt is left out, else 0. */
  fromPosition: number;
  /** Rows of these splits that also stand in what the prompt was tuned on, or in the baseline, which the thresholds come from. */
  leaks(splits: readonly string[]): Promise<LeakRecord[] | null>;
  split(name: string): Promise<PreparedSplit>;
  collect(split: PreparedSplit): CollectOptions & { baseline: Baseline };
}

export async function openNeuronInputs(options: NeuronInputOptions, environment: CommandEnvironment): Promise<NeuronInputs> {
  const { terminal, signal } = environment;
  const { stack, limit, baselineLimit, batchSize, maskPosition } = options;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const prompt = await readPrompt(options.prompt);
  const { virtualTokens } = prompt;
  const task = await session.task(options.task);
  const pass = (split: PreparedSplit): CollectOptions => ({
    backbone, prompt, stack, signal,
    batches: batchesOf(split, { batchSize }),
    columns: split.labelWords.ids,
    onProgress: terminal.progress,
  });
  const baseline = await collectBaseline(pass(await session.split(task, options.baselineSplit, { virtualTokens, limit: baselineLimit })));
  return {
    backbone,
    taskName: task.name,
    baseline,
    fromPosition: backbone.family === 'masked-lm' && prompt.origin.layout !== 'peft' && stack === 'encoder' && !maskPosition ? 1 : 0,
    leaks: (splits) => {
      const tuned = trainedOn([prompt], [task]).filter((source) => source.task !== task || source.split !== options.baselineSplit);
      return checkLeaks([...tuned, { task, split: options.baselineSplit }], splits.map((split) => ({ task, split, limit })), options, environment);
    },
    split: (name) => session.split(task, name, { virtualTokens, limit }),
    collect: (split) => ({ ...pass(split), baseline }),
  };
}
