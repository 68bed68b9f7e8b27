import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import { readConfig, t5Logits, type Backbone } from '@skill-neurons/runtime';
import type { MeasurePerplexity } from '../constraints/relative-perplexity.ts';
import { openMaskedLm } from './masked-lm.ts';

export interface PerplexityOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  batchSize: number;
  /** Longest text in tokens; what is longer is cut off. Default 512, or what the model has positions for. */
  maxLength?: number;
  signal?: AbortSignal | undefined;
}

/** One token to predict from all others of its text. */
interface HeldOut {
  ids: readonly number[];
  position: number;
}

/**
 * Pseudo-perplexity of texts under the backbone: exp of the mean of -log p(token | all other tokens) (Salazar et al. 2020), each
 * token masked in turn, so a text of n tokens costs n passes. A masked LM predicts the masked token; T5 fills a span of one
 * token, the sentinel being given (teacher forcing), as in its pre-training. A text without tokens has 1. Known texts are
 * answered from memory.
 *
 * @throws ATTACK_NO_PERPLEXITY for a T5 tokenizer without sentinels
 */
export async function createPerplexity({ backbone, tokenizer, batchSize, maxLength = 512, signal }: PerplexityOptions): Promise<MeasurePerplexity> {
  const losses = backbone.family === 'masked-lm' ? await maskedLosses(backbone, tokenizer) : await spanLosses(backbone, tokenizer);
  const known = new Map<string, number>();
  const room = Math.min(maxLength, backbone.maxTextLength(0)) - 2;

  async function measure(texts: readonly string[]): Promise<void> {
    const encoded = texts.map((text) => tokenizer.encode(text).slice(0, room));
    const questions = encoded.flatMap((ids, text) => ids.map((_, position) => ({ ids, position, text })));
    const sums = new Float64Array(texts.length);
    // Texts of like length share a batch.
    const order = questions.sort((a, b) => b.ids.length - a.ids.length || a.text - b.text || a.position - b.position);
    for (let start = 0; start < order.length; start += batchSize) {
      signal?.throwIfAborted();
      const batch = order.slice(start, start + batchSize);
      const result = tf.tidy(() => losses(batch));
      const values = await result.data();
      result.dispose();
      batch.forEach(({ text }, row) => (sums[text]! += values[row]!));
    }
    texts.forEach((text, i) => known.set(text, Math.exp(sums[i]! / Math.max(1, encoded[i]!.length))));
  }

  return async (texts) => {
    const unknown = [...new Set(texts)].filter((text) => !known.has(text));
    if (unknown.length > 0) await measure(unknown);
    return texts.map((text) => known.get(text)!);
  };
}

/** -log p of the held-out tokens, [questions]. Called inside tf.tidy. */
type Losses = (questions: readonly HeldOut[]) => tf.Tensor1D;

async function maskedLosses(backbone: Backbone, tokenizer: Tokenizer): Promise<Losses> {
  const maskedLm = await openMaskedLm(backbone, tokenizer);
  return (questions) => {
    const masked = questions.map(({ ids, position }) => ({ ids: maskedLm.frame(ids.with(position, maskedLm.maskId)), position: maskedLm.first + position }));
    return lossesOf(maskedLm.logits(masked), questions.map(({ ids, position }) => ids[position]!));
  };
}

async function spanLosses(backbone: Backbone, tokenizer: Tokenizer): Promise<Losses> {
  const config = await readConfig(backbone.folder);
  const sentinel = tokenizer.idOf('<extra_id_0>');
  const { eos, pad } = tokenizer.special;
  if (config.architecture !== 't5' || sentinel === undefined) {
    throw new SkillNeuronsError({ code: 'ATTACK_NO_PERPLEXITY', message: 'this tokenizer has no <extra_id_0>, which T5 fills gaps with', where: backbone.folder, hint: 'attack without a limit of perplexity' });
  }
  return (questions) => {
    const sources = questions.map(({ ids, position }) => [...ids.with(position, sentinel), ...(eos === undefined ? [] : [eos])]);
    const length = Math.max(...sources.map((ids) => ids.length));
    const shape: [number, number] = [questions.length, length];
    const logits = t5Logits(backbone.weights, config, {
      encoderIds: tf.tensor2d(sources.flatMap((ids) => [...ids, ...new Array<number>(length - ids.length).fill(pad)]), shape, 'int32'),
      encoderMask: tf.tensor2d(sources.flatMap((ids) => Array.from({ length }, (_, i) => (i < ids.length ? 1 : 0))), shape),
      decoderIds: tf.tensor2d(questions.flatMap(() => [config.decoderStartTokenId, sentinel]), [questions.length, 2], 'int32'),
    });
    const second = tf.squeeze(tf.slice(logits, [0, 1, 0], [questions.length, 1, logits.shape[2]]), [1]) as tf.Tensor2D;
    return lossesOf(second, questions.map(({ ids, position }) => ids[position]!));
  };
}

function lossesOf(logits: tf.Tensor2D, wanted: readonly number[]): tf.Tensor1D {
  const vocabulary = logits.shape[1];
  // In plain numbers: TensorFlow.js would multiply in float32, which skips places behind 2^24.
  const places = tf.tensor1d(wanted.map((token, row) => row * vocabulary + token), 'int32');
  return tf.neg(tf.gather(tf.reshape(tf.logSoftmax(logits), [-1]), places));
}
