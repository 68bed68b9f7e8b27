import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { isStopWord } from '../../text/stop-words.ts';
import { renderDraft, type Draft, type SegmentedText } from '../../text/segmented-text.ts';
import { openMaskedLm, type MaskedText } from '../../victim/masked-lm.ts';
import type { Lexicon } from './lexicon.ts';
import { wordTokens } from './word-tokens.ts';

export interface MaskedLmOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  /** Words that may come in; any token that looks like one without it. */
  lexicon?: Lexicon | undefined;
  /** Most likely words kept. Default 48, as BERT-Attack. */
  limit?: number;
  /** Probability below which a word is not kept. Default 0. */
  minimumProbability?: number;
  batchSize?: number;
  /** Puts the questions of several attacks together, see createCoalescer. */
  lane?: (run: (questions: readonly MaskedText[]) => Promise<readonly string[][]>) => (questions: readonly MaskedText[]) => Promise<readonly string[][]>;
}

/** A draft with a gap at the place that is asked for. */
export interface Gap {
  text: SegmentedText;
  draft: Draft;
  position: number;
  /** The word that is left in (BERT-Attack); where it is no single token, and without it, a mask stands there. */
  leftIn?: string;
}

/** Likely words for a gap, likeliest first: whole lower-case tokens of three letters or more, no function words. Nothing where the text cannot be asked about. */
export type PredictWords = (gap: Gap) => Promise<readonly string[]>;

/** Stands for the gap while a field is put together. A private-use character: no data set has it, and one that has it is not attacked there. */
export const gapCharacter = '\uE000';

/** @throws ATTACK_NO_MASKED_LM for T5 */
export async function maskedLmPredictor({ backbone, tokenizer, lexicon, limit = 48, minimumProbability = 0, batchSize = 32, lane = (run) => run }: MaskedLmOptions): Promise<PredictWords> {
  const maskedLm = await openMaskedLm(backbone, tokenizer);
  const tokens = wordTokens(tokenizer);

  async function predict(questions: readonly MaskedText[]): Promise<string[][]> {
    const answers: string[][] = [];
    for (let start = 0; start < questions.length; start += batchSize) answers.push(...(await predictBatch(questions.slice(start, start + batchSize))));
    return answers;
  }

  async function predictBatch(questions: readonly MaskedText[]): Promise<string[][]> {
    const best = tf.tidy(() => tf.softmax(maskedLm.logits(questions)));
    const probabilities = (await best.data()) as Float32Array;
    const vocabulary = best.shape[1]!;
    best.dispose();
    return questions.map((_, row) => likeliest(probabilities.subarray(row * vocabulary, (row + 1) * vocabulary)));
  }

  // Function words and negations neither go nor come, nor do names. Most tokens of two letters are pieces, though a dictionary has some ("co", "em").
  const mayComeIn = (word: string) => word.length >= 3 && word === word.toLowerCase() && !isStopWord(word) && (lexicon?.has(word) ?? true);

  function likeliest(probabilities: Float32Array): string[] {
    // Sorting plain numbers first spares sorting the whole vocabulary by a function.
    const threshold = Math.max(minimumProbability, probabilities.slice().sort().at(-limit) ?? 0);
    const best = [...probabilities.keys()].filter((id) => probabilities[id]! >= threshold);
    const order = best.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b).slice(0, limit);
    return order.map((id) => tokens.wordOf(id)).filter((word) => word !== undefined).filter(mayComeIn);
  }

  function question({ text, draft, position, leftIn }: Gap): MaskedText | undefined {
    const name = text.fields[text.fieldOf[position]!]!.name;
    const [before, after, ...more] = renderDraft(text, draft)[name]!.split(gapCharacter);
    if (after === undefined || more.length > 0) return undefined;
    // The space before a word belongs to the word.
    const left = tokenizer.encode(before!.replace(/ $/, ''));
    const right = tokenizer.encode(after);
    const room = maskedLm.longest - 3;
    const kept = left.slice(-Math.max(Math.floor(room / 2), room - right.length));
    const asked = (leftIn === undefined ? undefined : tokens.idOf(leftIn)) ?? maskedLm.maskId;
    const ids = maskedLm.frame([...kept, asked, ...right.slice(0, room - kept.length)]);
    return { ids, position: maskedLm.first + kept.length };
  }

  const ask = lane(predict);
  return async (gap) => {
    const asked = question(gap);
    return asked === undefined ? [] : (await ask([asked]))[0]!;
  };
}
