import * as tf from '@tensorflow/tfjs-core';
import { resolveLabelWords, type EncodedExample } from '@skill-neurons/data';
import { assertLayoutFits, assertPromptFits, isMaskInText, scoreBatch, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { createTextReader, type Fields, type TextReaderOptions } from './batch-runner.ts';

/** The model under attack: texts to probabilities of the classes. */
export interface Victim {
  /** One row of probabilities per text. */
  score(texts: readonly Fields[]): Promise<readonly Float32Array[]>;
  /** Texts that the model itself has read: fewer than were asked, where token ids repeat. */
  readonly modelQueries: number;
  dispose(): void;
}

export interface PromptVictimOptions extends Omit<TextReaderOptions, 'virtualTokens'> {
  prompt: SoftPrompt | null;
  /** Answers kept, the oldest dropped first. Default 100,000. */
  cacheSize?: number;
  signal?: AbortSignal | undefined;
}

/** A prompt on a frozen backbone as a victim. A text of known token ids is answered from memory. */
export function createPromptVictim({ prompt, cacheSize = 100_000, signal, ...reading }: PromptVictimOptions): Victim {
  const { backbone, task, tokenizer } = reading;
  if (prompt) assertPromptFits(prompt, backbone);
  const reader = createTextReader({ ...reading, virtualTokens: prompt?.virtualTokens ?? 1 });
  const columns = resolveLabelWords(task, backbone.family, tokenizer).ids;
  const promptTensor = prompt && tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  const known = new Map<string, Float32Array>();
  let modelQueries = 0;

  async function answer(examples: readonly EncodedExample[], keys: readonly string[]): Promise<void> {
    if (prompt) assertLayoutFits(prompt, backbone, isMaskInText(examples));
    for (const batch of reader.batches(examples)) {
      signal?.throwIfAborted();
      const probabilities = tf.tidy(() => tf.softmax(scoreBatch(backbone, promptTensor, batch, columns)));
      const values = (await probabilities.data()) as Float32Array;
      probabilities.dispose();
      batch.indices.forEach((index, row) => known.set(keys[index]!, values.slice(row * columns.length, (row + 1) * columns.length)));
    }
    modelQueries += examples.length;
  }

  return {
    async score(texts) {
      const encoded = texts.map((fields) => reader.encode(fields));
      const keys = encoded.map(({ ids }) => ids.join());
      const unknown = [...new Map(keys.map((key, i) => [key, i])).entries()].filter(([key]) => !known.has(key));
      if (unknown.length > 0) await answer(unknown.map(([, i]) => encoded[i]!), unknown.map(([key]) => key));
      const answers = keys.map((key) => known.get(key)!);
      for (const key of known.keys()) {
        if (known.size <= cacheSize) break;
        known.delete(key);
      }
      return answers;
    },
    get modelQueries() {
      return modelQueries;
    },
    dispose: () => promptTensor?.dispose(),
  };
}
