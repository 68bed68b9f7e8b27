import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { vocabularyWords } from '../transformations/words/vocabulary-words.ts';

/** The words that a trigger may hold. */
export interface TriggerWords {
  /** Those whose embedding reaches farthest along a gradient; none without a gradient. */
  nearest(gradient: Float32Array | undefined, count: number): Promise<string[]>;
  random(random: Random, count: number): string[];
  dispose(): void;
}

export function triggerWords({ backbone, tokenizer }: { backbone: Backbone; tokenizer: Tokenizer }, exclude: readonly string[]): TriggerWords {
  const excluded = new Set(exclude.map((word) => word.toLowerCase()));
  const all = vocabularyWords(backbone, tokenizer);
  const kept = [...all.words.keys()].filter((i) => !excluded.has(all.words[i]!));
  const words = kept.map((i) => all.words[i]!);
  const table = words.length === 0 ? undefined : backbone.embed(kept.map((i) => all.ids[i]!));
  return {
    async nearest(gradient, count) {
      if (gradient === undefined || table === undefined) return [];
      const product = tf.tidy(() => tf.matMul(table, tf.tensor2d(gradient, [gradient.length, 1])).flatten());
      const values = await product.data();
      product.dispose();
      return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count).map((i) => words[i]!);
    },
    random: (random, count) => (words.length === 0 ? [] : Array.from({ length: count }, () => random.pick(words))),
    dispose: () => table?.dispose(),
  };
}
