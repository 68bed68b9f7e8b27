import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { effectiveMaxLength, loadEncoded, makeBatches, resolveLabelWords } from '@skill-neurons/data';
import type { BatchOptions, EncodedExample, LabelWords, Task, TokenBatch, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';

/** A split of a task as one backbone reads it. */
export interface PreparedSplit {
  task: string;
  split: string;
  labels: readonly string[];
  labelWords: LabelWords;
  examples: EncodedExample[];
  /** What batches need to know: the padding id, and the longest text in tokens. */
  padId: number;
  maxLength: number;
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
  /** Keep the tokenized rows in the user's cache folder, and take them from there: see `loadEncoded`. Default false. */
  cache?: boolean | undefined;
  /** Told whether the rows were in the cache. */
  onSource?: ((source: 'cache' | 'tokenized') => void) | undefined;
  /** Told of downloads and tokenizing. */
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads a split, applies the task's template for this backbone and finds the label words. */
export async function prepareSplit(options: PrepareOptions): Promise<PreparedSplit> {
  const { backbone, tokenizer, task, split, virtualTokens, limit, seed, dataFolder, cache, onSource, onProgress, signal } = options;
  if (tokenizer.vocabularySize > backbone.vocabularySize) {
    throw new SkillNeuronsError({
      code: 'TOKENIZER_MISMATCH',
      message: `the tokenizer has ${tokenizer.vocabularySize} tokens, the model only ${backbone.vocabularySize}`,
      where: backbone.folder,
      hint: 'put the tokenizer.json that belongs to the model into its folder',
    });
  }
  const { family } = backbone;
  // T5 has no longest text: its positions are relative.
  const roomInModel = Math.min(backbone.maxTextLength(virtualTokens), Number.MAX_SAFE_INTEGER);
  const maxLength = effectiveMaxLength({ task, family, maxLength: roomInModel });
  const examples = await loadEncoded({ task, split, family, tokenizer, maxLength, limit, seed, dataFolder, cache, onSource, onProgress, signal });
  const labelWords = resolveLabelWords(task, family, tokenizer);
  return { task: task.name, split, labels: task.labels, labelWords, examples, padId: tokenizer.special.pad, maxLength };
}

/** Batches of a split, by length; with a shuffle seed in random order. */
export function batchesOf(split: PreparedSplit, options: Pick<BatchOptions, 'batchSize' | 'shuffleSeed' | 'dropLast'>): TokenBatch[] {
  const { padId, maxLength, examples } = split;
  return [...makeBatches(examples, { ...options, padId, maxLength })];
}
