import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { matchCase } from '../../text/letter-case.ts';
import type { WordTransformation } from '../transformation.ts';
import type { Lexicon } from './lexicon.ts';
import { firstWords, vocabularyWords } from './vocabulary-words.ts';

export interface GradientFlipOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  /** Words that may come in; any token that looks like one without it. */
  lexicon?: Lexicon | undefined;
  /** How many words of the highest estimated gain. Default 1. */
  limit?: number;
  /** Smallest cosine of the input embeddings of the word and of its replacement. Default -1: any word. */
  minimumCosine?: number;
}

/**
 * Words whose embedding lies farthest in the direction of the gradient: those that, to first order, raise most what the attack
 * wants, (e' - e) . gradient (HotFlip, Ebrahimi et al. 2018, at the level of words). Words of several tokens are seen as the
 * mean of these. Needs an attack with gradients: without them it finds nothing.
 */
export function gradientFlips({ backbone, tokenizer, lexicon, limit = 1, minimumCosine = -1 }: GradientFlipOptions): WordTransformation & { dispose(): void } {
  const { ids, words } = vocabularyWords(backbone, tokenizer);
  const table = ids.length === 0 ? undefined : backbone.embed(ids);
  const norms = table === undefined ? undefined : tf.tidy(() => tf.norm(table, 2, 1));
  return {
    kind: 'word',
    name: 'gradient-flips',
    preservesLabel: false,
    wholeWords: true,
    async replacements({ word, position, gradients }) {
      const found = (await gradients?.())?.[position];
      if (found === undefined || found === null || table === undefined || norms === undefined) return [];
      const { gains, cosines } = tf.tidy(() => {
        const own = tf.mean(backbone.embed(found.tokenIds), 0) as tf.Tensor1D;
        const gradient = tf.tensor1d(found.gradient);
        const product = (vector: tf.Tensor1D) => tf.matMul(table, tf.expandDims(vector, 1) as tf.Tensor2D).flatten();
        return { gains: tf.sub(product(gradient), tf.sum(tf.mul(own, gradient))), cosines: tf.div(product(own), tf.add(tf.mul(norms, tf.norm(own)), 1e-12)) };
      });
      const [gain, cosine] = await Promise.all([gains.data(), cosines.data()]);
      tf.dispose([gains, cosines]);
      const lower = word.toLowerCase();
      const useful = [...gain.keys()].filter((i) => gain[i]! > 0 && cosine[i]! >= minimumCosine && words[i] !== lower);
      return firstWords(useful.sort((a, b) => gain[b]! - gain[a]! || a - b), words, limit, lexicon).map((other) => matchCase(other, word));
    },
    dispose: () => tf.dispose([...(table === undefined ? [] : [table]), ...(norms === undefined ? [] : [norms])]),
  };
}
