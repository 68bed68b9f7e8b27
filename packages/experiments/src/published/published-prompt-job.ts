import { join } from 'node:path';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { evaluate, importPrompt, savePrompt } from '@skill-neurons/prompt-tuning';
import type { TuningResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { publishedPath, type PublishedPrompts } from './published-prompts.ts';

/** Takes a published prompt in place of tuning one, with the same files: `prompt.safetensors`, and `tuning.json` of no steps. */
export async function runPublishedPromptJob(published: PublishedPrompts, chosen: { model: string; task: string; seed: number }, { workspace, folder, signal }: JobContext): Promise<void> {
  const { model, task, seed } = chosen;
  const path = publishedPath(published, chosen);
  const { backbone } = await workspace.model(model);
  const { virtualTokens } = workspace.settings(backbone);
  const prompt = await importPrompt(path, { seed });
  if (prompt.virtualTokens !== virtualTokens || prompt.hiddenSize !== backbone.hiddenSize) {
    throw new SkillNeuronsError({
      code: 'PROMPT_SHAPE', message: `the prompt is ${prompt.virtualTokens} x ${prompt.hiddenSize}, the study asks for ${virtualTokens} x ${backbone.hiddenSize}`, where: path,
      hint: 'set tuning.virtualTokens, or check which model it was made for',
    });
  }
  const { architecture } = prompt.origin;
  if (architecture !== undefined && architecture !== backbone.architecture) {
    throw new SkillNeuronsError({ code: 'PROMPT_MODEL', message: `the prompt is one of ${architecture}, the model is ${backbone.architecture}`, where: path, hint: 'check `models` under `prompts` in the study' });
  }
  const split = await workspace.split(model, task, workspace.located.study.splits.validation);
  const { correct, n } = await evaluate({ backbone, prompt, batches: await workspace.batches(model, split), columns: split.labelWords.ids, signal });
  await savePrompt(folder, prompt);
  const tuning: Omit<TuningResult, 'seconds'> = { model, task, seed, virtualTokens, steps: 0, bestStep: 0, validation: { correct, n }, curve: [] };
  await writeFileAtomic(join(folder, 'tuning.json'), JSON.stringify(tuning));
}
