import { SkillNeuronsError } from '@skill-neurons/core';
import { encodeExamples, loadExamples, resolveLabelWords } from '@skill-neurons/data';
import type { EncodedExample, LabelWords, Task, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';

/** A split of a task as one backbone reads it. */
export interface PreparedSplit {
  task: string;
  split: string;
  labels: readonly string[];
  labelWords: LabelWords;
  examples: EncodedExample[];
}

export interface PrepareOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  task: Task;
  split: string;
  /** Rows of the soft prompt: the text is cut so that both fit. */
  virtualTokens: number;
  /** At most this many rows, a seeded sample. */
  limit?: number;
  seed?: number;
  /** Where the task's files are, when not beside it. */
  dataFolder?: string;
}

/** Reads a split, applies the task's template for this backbone and finds the label words. */
export async function prepareSplit(options: PrepareOptions): Promise<PreparedSplit> {
  const { backbone, tokenizer, task, split, virtualTokens, limit, seed, dataFolder } = options;
  if (tokenizer.vocabularySize > backbone.vocabularySize) {
    throw new SkillNeuronsError({
      code: 'TOKENIZER_MISMATCH',
      message: `the tokenizer has ${tokenizer.vocabularySize} tokens, the model only ${backbone.vocabularySize}`,
      where: backbone.folder,
      hint: 'put the tokenizer.json that belongs to the model into its folder',
    });
  }
  const { family } = backbone;
  const rows = await loadExamples(task, split, { limit, seed, dataFolder });
  const examples = encodeExamples({ task, family, tokenizer, examples: rows, maxLength: backbone.maxTextLength(virtualTokens) });
  return { task: task.name, split, labels: task.labels, labelWords: resolveLabelWords(task, family, tokenizer), examples };
}
