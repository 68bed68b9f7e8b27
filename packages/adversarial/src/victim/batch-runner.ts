import { createEncoder, makeBatches, type EncodedExample, type Task, type TokenBatch, type Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';

/** The texts of an example by the field of the task. */
export type Fields = Readonly<Record<string, string>>;

export interface TextReaderOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  task: Task;
  /** Rows of the soft prompt; 1 without one. */
  virtualTokens: number;
  batchSize: number;
}

/** Texts as the model reads them under the task's template, in batches of similar length. */
export interface TextReader {
  encode(fields: Fields): EncodedExample;
  batches(examples: readonly EncodedExample[]): Iterable<TokenBatch>;
}

export function createTextReader({ backbone, tokenizer, task, virtualTokens, batchSize }: TextReaderOptions): TextReader {
  const { family } = backbone;
  const maxLength = Math.min(backbone.maxTextLength(virtualTokens), task.maxLength[family] ?? Infinity, Number.MAX_SAFE_INTEGER);
  const encode = createEncoder({ task, family, tokenizer, maxLength });
  return {
    encode: (fields) => encode({ id: '', fields, label: 0 }),
    batches: (examples) => makeBatches(examples, { batchSize, padId: tokenizer.special.pad, maxLength }),
  };
}
