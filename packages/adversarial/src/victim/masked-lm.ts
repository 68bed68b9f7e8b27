import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import { maskedLmLogits, readConfig, type Backbone } from '@skill-neurons/runtime';

/** Token ids and the position whose token is asked for: a mask stands there, or a word that is left in. */
export interface MaskedText {
  ids: readonly number[];
  position: number;
}

/** The masked-LM head of a backbone, for plain text without a soft prompt. */
export interface MaskedLm {
  maskId: number;
  /** Longest text in tokens, special tokens counted. */
  longest: number;
  /** Position of the first token of a text: behind the token that begins it, if one does. */
  first: number;
  /** The ids between the special tokens that begin and end a text. */
  frame(ids: readonly number[]): number[];
  /** Logits over the vocabulary, [questions, vocabulary]. Dispose of it. */
  logits(questions: readonly MaskedText[]): tf.Tensor2D;
}

/** @throws ATTACK_NO_MASKED_LM for T5 */
export async function openMaskedLm(backbone: Backbone, tokenizer: Tokenizer): Promise<MaskedLm> {
  const config = await readConfig(backbone.folder);
  const { mask, bos, eos, pad } = tokenizer.special;
  if (config.architecture === 't5' || mask === undefined) {
    throw new SkillNeuronsError({ code: 'ATTACK_NO_MASKED_LM', message: 'this model predicts no masked words', where: backbone.folder, hint: 'use a RoBERTa or BERT model, or another recipe' });
  }
  const maskedLm = config;
  return {
    maskId: mask,
    longest: Math.min(backbone.maxTextLength(0), Number.MAX_SAFE_INTEGER),
    first: bos === undefined ? 0 : 1,
    frame: (ids) => [...(bos === undefined ? [] : [bos]), ...ids, ...(eos === undefined ? [] : [eos])],
    logits(questions) {
      const length = Math.max(...questions.map(({ ids }) => ids.length));
      const shape: [number, number] = [questions.length, length];
      return tf.tidy(() => {
        const ids = questions.flatMap((question) => [...question.ids, ...new Array<number>(length - question.ids.length).fill(pad)]);
        const present = questions.flatMap((question) => Array.from({ length }, (_, i) => (i < question.ids.length ? 1 : 0)));
        const rows = questions.map(({ position }, i) => i * length + position);
        const inputs = { ids: tf.tensor2d(ids, shape, 'int32'), mask: tf.tensor2d(present, shape, 'float32') };
        return maskedLmLogits(backbone.weights, maskedLm, inputs, tf.tensor1d(rows, 'int32'));
      });
    },
  };
}
