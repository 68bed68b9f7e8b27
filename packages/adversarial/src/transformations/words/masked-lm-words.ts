import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import { maskedLmLogits, readConfig, type Backbone } from '@skill-neurons/runtime';
import { matchCase } from '../../text/letter-case.ts';
import { isStopWord } from '../../text/stop-words.ts';
import { renderDraft, withWord } from '../../text/segmented-text.ts';
import type { WordContext, WordTransformation } from '../transformation.ts';
import { wordTokens } from './word-tokens.ts';

export interface MaskedLmOptions {
  backbone: Backbone;
  tokenizer: Tokenizer;
  /** Most likely words kept. Default 48, as BERT-Attack. */
  limit?: number;
  /** Probability below which a word is not kept. Default 0. */
  minimumProbability?: number;
  batchSize?: number;
  /** Puts the questions of several attacks together, see createCoalescer. */
  lane?: (run: (questions: readonly MaskedText[]) => Promise<readonly string[][]>) => (questions: readonly MaskedText[]) => Promise<readonly string[][]>;
}

/** Token ids with a mask at a position. */
export interface MaskedText {
  ids: readonly number[];
  position: number;
}

/** Stands for the mask while a field is put together. A private-use character: no data set has it, and one that has it is not attacked there. */
const placeholder = '\uE000';

/**
 * Words that the backbone's own masked-LM head puts in the word's place. They fit the sentence; whether they keep its meaning
 * nobody asks ("a good film" becomes "a bad film").
 *
 * @throws ATTACK_NO_MASKED_LM for T5
 */
export async function maskedLmWords({ backbone, tokenizer, limit = 48, minimumProbability = 0, batchSize = 32, lane = (run) => run }: MaskedLmOptions): Promise<WordTransformation> {
  const config = await readConfig(backbone.folder);
  const { mask, bos, eos, pad } = tokenizer.special;
  if (config.architecture === 't5' || mask === undefined) {
    throw new SkillNeuronsError({ code: 'ATTACK_NO_MASKED_LM', message: 'this model predicts no masked words', where: backbone.folder, hint: 'use a RoBERTa or BERT model, or another recipe' });
  }
  const maskedLm = config;
  const tokens = wordTokens(tokenizer);
  const longest = backbone.maxTextLength(0);

  async function predict(questions: readonly MaskedText[]): Promise<string[][]> {
    const answers: string[][] = [];
    for (let start = 0; start < questions.length; start += batchSize) answers.push(...(await predictBatch(questions.slice(start, start + batchSize))));
    return answers;
  }

  async function predictBatch(questions: readonly MaskedText[]): Promise<string[][]> {
    const length = Math.max(...questions.map(({ ids }) => ids.length));
    const shape: [number, number] = [questions.length, length];
    const best = tf.tidy(() => {
      const ids = questions.flatMap((question) => [...question.ids, ...new Array<number>(length - question.ids.length).fill(pad)]);
      const present = questions.flatMap((question) => Array.from({ length }, (_, i) => (i < question.ids.length ? 1 : 0)));
      const rows = questions.map(({ position }, i) => i * length + position);
      const inputs = { ids: tf.tensor2d(ids, shape, 'int32'), mask: tf.tensor2d(present, shape, 'float32') };
      return tf.softmax(maskedLmLogits(backbone.weights, maskedLm, inputs, tf.tensor1d(rows, 'int32')));
    });
    const probabilities = (await best.data()) as Float32Array;
    const vocabulary = best.shape[1]!;
    best.dispose();
    return questions.map((_, row) => likeliest(probabilities.subarray(row * vocabulary, (row + 1) * vocabulary)));
  }

  function likeliest(probabilities: Float32Array): string[] {
    // Sorting plain numbers first spares sorting the whole vocabulary by a function.
    const threshold = Math.max(minimumProbability, probabilities.slice().sort().at(-limit) ?? 0);
    const best = [...probabilities.keys()].filter((id) => probabilities[id]! >= threshold);
    const order = best.sort((a, b) => probabilities[b]! - probabilities[a]! || a - b).slice(0, limit);
    // Function words and negations neither go nor come.
    return order.map((id) => tokens.wordOf(id)).filter((word) => word !== undefined).filter((word) => !isStopWord(word));
  }

  function question(context: WordContext): MaskedText | undefined {
    const { text, draft, position } = context;
    const name = text.fields[text.fieldOf[position]!]!.name;
    const [before, after, ...more] = renderDraft(text, withWord(draft, position, placeholder))[name]!.split(placeholder);
    if (after === undefined || more.length > 0) return undefined;
    // The space before a word belongs to the word.
    const left = tokenizer.encode(before!.replace(/ $/, ''));
    const right = tokenizer.encode(after);
    const room = Math.min(longest, Number.MAX_SAFE_INTEGER) - 3;
    const kept = left.slice(-Math.max(Math.floor(room / 2), room - right.length));
    const ids = [...(bos === undefined ? [] : [bos]), ...kept, mask!, ...right.slice(0, room - kept.length), ...(eos === undefined ? [] : [eos])];
    return { ids, position: (bos === undefined ? 0 : 1) + kept.length };
  }

  const ask = lane(predict);
  return {
    kind: 'word',
    name: 'masked-lm-words',
    preservesLabel: false,
    async replacements(context) {
      const asked = question(context);
      if (asked === undefined) return [];
      const [words = []] = await ask([asked]);
      return [...new Set(words.map((word) => matchCase(word, context.word)))].filter((word) => word.toLowerCase() !== context.word.toLowerCase());
    },
  };
}
