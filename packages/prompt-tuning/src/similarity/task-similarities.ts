import { mean, type OnProgress } from '@skill-neurons/core';
import type { SoftPrompt } from '../soft-prompt.ts';
import { activationOverlap, type ActivatedNeurons } from './activated-neurons.ts';
import { promptSimilarity, similarityMeasures, type PromptSimilarity } from './prompt-similarity.ts';

/** A prompt, the task it was tuned for and its seed; `active` of all prompts or of none. */
export interface TaskPrompt {
  task: string;
  seed: number;
  prompt: SoftPrompt;
  active?: ActivatedNeurons | undefined;
}

export type TaskSimilarityMeasure = keyof PromptSimilarity | 'activationOverlap';

/** How alike the prompts of every two tasks are by one measure. */
export interface TaskSimilarity {
  measure: TaskSimilarityMeasure;
  /**
   * Pairs of one seed, which may have their initial prompt or the order of random draws in common (paper.md e1.9), so
   * that a task cannot be compared with itself; or pairs of different seeds, whose diagonal is what two runs of one task share.
   */
  seeds: 'same' | 'other';
  /** Mean over the pairs, [tasks, tasks], symmetric; NaN where there is no pair with a value. */
  values: number[][];
}

/**
 * The measures of Su et al. (2022) between tasks: of pairs with one seed, and of pairs with different seeds. Row 0 of a masked
 * LM's prompt, where it has no effect, does not count.
 *
 * @throws PROMPT_SIMILARITY for prompts of different shapes or models
 */
export async function taskSimilarities(
  tasks: readonly string[], prompts: readonly TaskPrompt[], { onProgress, signal }: { onProgress?: OnProgress | undefined; signal?: AbortSignal | undefined } = {},
): Promise<TaskSimilarity[]> {
  const withNeurons = prompts.length > 0 && prompts.every(({ active }) => active !== undefined);
  const measures: TaskSimilarityMeasure[] = [...similarityMeasures, ...(withNeurons ? (['activationOverlap'] as const) : [])];
  const found = measures.flatMap((measure) => (['same', 'other'] as const).map((seeds) => ({ measure, seeds, pairs: tasks.map(() => tasks.map((): number[] => [])) })));
  for (const [i, a] of prompts.entries()) {
    for (const b of prompts.slice(i + 1)) {
      const alike = { ...promptSimilarity(a.prompt, b.prompt), ...(withNeurons ? { activationOverlap: activationOverlap(a.active!, b.active!) } : {}) };
      const [row, column] = [tasks.indexOf(a.task), tasks.indexOf(b.task)];
      for (const { measure, seeds, pairs } of found) {
        const value = alike[measure];
        if ((a.seed === b.seed) !== (seeds === 'same') || value === undefined || Number.isNaN(value)) continue;
        pairs[row]![column]!.push(value);
        if (row !== column) pairs[column]![row]!.push(value);
      }
    }
    onProgress?.({ label: 'similarity', done: i + 1, total: prompts.length });
    // Gives Ctrl-C a turn.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
  }
  return found.map(({ measure, seeds, pairs }) => ({ measure, seeds, values: pairs.map((row) => row.map(mean)) }));
}
