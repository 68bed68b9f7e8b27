import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { jsonlMetrics, savePrompt, tunePrompt } from '@skill-neurons/prompt-tuning';
import type { TuningResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { runPublishedPromptJob } from '../published/published-prompt-job.ts';
import { metricsFile } from '../tracking/tracked-job.ts';

/** Tunes a prompt: `prompt.safetensors`, `tuning.json`, and in `metrics.jsonl` the numbers of every step. */
export async function runTuneJob({ model, task, seed }: { model: string; task: string; seed: number }, context: JobContext): Promise<void> {
  const { workspace, folder, onProgress, signal } = context;
  const { splits: { train: trainName, validation: validationName }, prompts } = workspace.located.study;
  if (prompts !== undefined) return runPublishedPromptJob(prompts, { model, task, seed }, context);
  const { backbone, tokenizer } = await workspace.model(model);
  const settings = workspace.settings(backbone);
  const checkpointPath = join(folder, 'checkpoint.safetensors');
  const result = await tunePrompt({
    backbone,
    train: await workspace.split(model, task, trainName),
    validation: await workspace.split(model, task, validationName),
    seed,
    settings,
    tokenizer,
    checkpointPath,
    metrics: [jsonlMetrics(join(folder, metricsFile))],
    onProgress,
    signal,
  });
  await savePrompt(folder, result.prompt);
  // Times stand in the manifest: what a job writes is the same whenever and wherever it runs.
  const tuning: Omit<TuningResult, 'seconds'> = {
    model, task, seed,
    virtualTokens: settings.virtualTokens,
    steps: result.steps,
    bestStep: result.bestStep,
    validation: result.validation,
    curve: result.curve.map(({ step, loss, validationAccuracy }) => ({ step, loss, validationAccuracy })),
  };
  await writeFileAtomic(join(folder, 'tuning.json'), JSON.stringify(tuning));
  await rm(checkpointPath, { force: true });
}
