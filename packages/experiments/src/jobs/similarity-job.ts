import { join } from 'node:path';
import { isSkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { activatedNeurons, activationToken, loadPrompt, taskSimilarities, type ActivatedNeurons, type SoftPrompt, type TaskPrompt } from '@skill-neurons/prompt-tuning';
import type { PromptSimilarityResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';

/** How alike the tuned prompts of one model are, by the measures of Su et al. (2022): file `similarity.json`. */
export async function runSimilarityJob({ model, tasks, seeds }: { model: string; tasks: string[]; seeds: number[] }, context: JobContext): Promise<void> {
  const { workspace, store, input, folder, onProgress, signal } = context;
  const opened = await workspace.model(model);
  const token = activationToken(opened);
  const prompts: TaskPrompt[] = [];
  for (const task of tasks) {
    for (const seed of seeds) {
      const prompt = await loadPrompt(await store.checkFile(input(`prompt/${task}/${seed}`), 'prompt.safetensors'));
      prompts.push({ task, seed, prompt, active: await activeNeurons(prompt) });
    }
  }
  const found = await taskSimilarities(tasks, prompts, { onProgress, signal });
  const results = found.map(({ measure, seeds: pairing, values }): PromptSimilarityResult => ({
    model, measure, tasks,
    seeds: pairing,
    values: values.map((row) => row.map((value) => (Number.isFinite(value) ? value : null))),
  }));
  await writeFileAtomic(join(folder, 'similarity.json'), JSON.stringify(results));

  /** Undefined where a prompt needs a text with a mask in it: then there is no measure without text. */
  async function activeNeurons(prompt: SoftPrompt): Promise<ActivatedNeurons | undefined> {
    try {
      return await activatedNeurons(opened.backbone, prompt, token);
    } catch (error) {
      if (isSkillNeuronsError(error) && error.code === 'PROMPT_LAYOUT') return undefined;
      throw error;
    }
  }
}
