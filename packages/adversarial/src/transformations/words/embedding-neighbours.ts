import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { matchCase } from '../../text/letter-case.ts';
import type { WordTransformation } from '../transformation.ts';
import type { Lexicon } from './lexicon.ts';
import { firstWords, vocabularyWords } from './vocabulary-words.ts';
import { wordTokens } from './word-tokens.ts';

export interface NeighbourOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  /** Words that may come in; any token that looks like one without it. */
  lexicon?: Lexicon | undefined;
  /** How many of the nearest words. Default 5, as TextBugger. */
  limit?: number;
  /** Smallest cosine. Default 0.3; other embeddings have other scales. */
  minimumCosine?: number;
}

/** Replaces words by their neighbours in the embedding. */
export interface NeighbourWords extends WordTransformation {
  dispose(): void;
}

/**
 * The nearest words in the backbone's own input embedding, by cosine, among tokens that are whole lower-case words and no function words. Words of
 * several tokens have no neighbours. Opposites are often near: "good" and "bad" stand in the same places.
 */
export function embeddingNeighbours({ backbone, tokenizer, lexicon, limit = 5, minimumCosine = 0.3 }: NeighbourOptions): NeighbourWords {
  const tokens = wordTokens(tokenizer);
  const { ids, words } = vocabularyWords(backbone, tokenizer);
  const unit = (x: tf.Tensor2D) => tf.div(x, tf.add(tf.norm(x, 2, 1, true), 1e-12)) as tf.Tensor2D;
  const table = ids.length === 0 ? undefined : tf.tidy(() => unit(backbone.embed(ids)));
  const known = new Map<string, Promise<string[]>>();

  async function nearest(word: string): Promise<string[]> {
    const id = tokens.idOf(word);
    if (id === undefined || table === undefined) return [];
    const product = tf.tidy(() => tf.matMul(table, unit(backbone.embed([id])), false, true).flatten());
    const cosines = await product.data();
    product.dispose();
    const near = [...cosines.keys()].filter((i) => words[i] !== word && cosines[i]! >= minimumCosine);
    return firstWords(near.sort((a, b) => cosines[b]! - cosines[a]! || a - b), words, limit, lexicon);
  }

  return {
    kind: 'word',
    name: 'embedding-neighbours',
    preservesLabel: false,
    wholeWords: true,
    async replacements({ word }) {
      const lower = word.toLowerCase();
      const found = known.get(lower) ?? nearest(lower);
      known.set(lower, found);
      return (await found).map((other) => matchCase(other, word));
    },
    dispose: () => table?.dispose(),
  };
}
