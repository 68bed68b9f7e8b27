import * as tf from '@tensorflow/tfjs-core';
import { resolveLabelWords } from '@skill-neurons/data';
import { assertPromptFits, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { Goal } from '../attack/goal.ts';
import { isAttackable, renderDraft, withWord, type Draft, type SegmentedText } from '../text/segmented-text.ts';
import { createTextReader, type TextReaderOptions } from './batch-runner.ts';

/** How the log-probability that an attack wants to raise changes with a word's embedding. */
export interface WordGradient {
  /** The word's tokens as the model reads them. */
  tokenIds: readonly number[];
  /** Mean over these tokens, [hidden size]. The way up is the way to the goal. */
  gradient: Float32Array;
}

/** A text, and the class whose loss is differentiated. */
export interface GradientQuestion {
  text: SegmentedText;
  draft: Draft;
  label: number;
  goal: Goal;
}

/** Gradients of drafts: per word one, null for words that may not change or that the model does not see (cut off, removed). */
export type Differentiate = (questions: readonly GradientQuestion[]) => Promise<readonly (readonly (WordGradient | null)[])[]>;

export interface WordGradientOptions extends Omit<TextReaderOptions, 'virtualTokens'> {
  prompt: SoftPrompt | null;
  signal?: AbortSignal | undefined;
}

/**
 * Gradients of -log p(label), with a target of log p(target), with respect to the embedded tokens of a text (white-box attacks:
 * Ebrahimi et al. 2018). Dispose of it when done.
 */
export function createWordGradients({ prompt, signal, ...reading }: WordGradientOptions): { differentiate: Differentiate; dispose(): void } {
  const { backbone, task, tokenizer } = reading;
  if (prompt) assertPromptFits(prompt, backbone);
  const reader = createTextReader({ ...reading, virtualTokens: prompt?.virtualTokens ?? 1 });
  const columns = resolveLabelWords(task, backbone.family, tokenizer).ids;
  const promptTensor = prompt && tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  const width = backbone.hiddenSize;

  /** First and one past the last token of a word: those that other ids stand in for when the word is another one. */
  function tokensOf(ids: Int32Array, { text, draft }: GradientQuestion, position: number): { from: number; to: number } {
    const without = reader.encode(renderDraft(text, withWord(draft, position, '\uE000'))).ids;
    let from = 0;
    while (from < Math.min(ids.length, without.length) && ids[from] === without[from]) from++;
    let behind = 0;
    while (behind < Math.min(ids.length, without.length) - from && ids.at(-1 - behind) === without.at(-1 - behind)) behind++;
    // Where the text is cut off, what comes behind has moved: the word's own tokens say how many they are.
    const count = tokenizer.encode(` ${draft.words[position]!}`).length;
    return { from, to: Math.min(ids.length - behind, from + count) };
  }

  return {
    async differentiate(questions) {
      const answers = new Array<readonly (WordGradient | null)[]>(questions.length);
      const encoded = questions.map(({ text, draft }) => reader.encode(renderDraft(text, draft)));
      for (const batch of reader.batches(encoded)) {
        signal?.throwIfAborted();
        const shape: [number, number, number] = [batch.size, batch.length, width];
        const asked = [...batch.indices].map((index) => questions[index]!);
        const gradient = tf.tidy(() => {
          const wanted = asked.map(({ goal, label }) => (goal.kind === 'targeted' ? goal.target : label));
          const signs = tf.tensor2d(asked.map(({ goal }) => (goal.kind === 'targeted' ? 1 : -1)), [batch.size, 1]);
          const weights = tf.mul(tf.oneHot(tf.tensor1d(wanted, 'int32'), columns.length).toFloat(), signs);
          const ids = tf.tensor2d(batch.ids, [batch.size, batch.length], 'int32');
          const mask = tf.tensor2d(batch.mask, [batch.size, batch.length]);
          const logits = (shift: tf.Tensor) => backbone.score({ prompt: promptTensor, ids, mask, maskPositions: batch.maskPositions, embeddingShift: shift as tf.Tensor3D }, columns);
          const objective = (shift: tf.Tensor) => tf.sum(tf.mul(weights, tf.logSoftmax(logits(shift)))) as tf.Scalar;
          return tf.grad(objective)(tf.zeros(shape));
        });
        const values = (await gradient.data()) as Float32Array;
        gradient.dispose();
        batch.indices.forEach((index, row) => (answers[index] = wordsOf(questions[index]!, encoded[index]!.ids, values.subarray(row * batch.length * width, (row + 1) * batch.length * width))));
      }
      return answers;
    },
    dispose: () => promptTensor?.dispose(),
  };

  function wordsOf(question: GradientQuestion, ids: Int32Array, gradient: Float32Array): (WordGradient | null)[] {
    return question.draft.words.map((word, position) => {
      if (word === '' || !isAttackable(question.text, position)) return null;
      const { from, to } = tokensOf(ids, question, position);
      return to <= from ? null : { tokenIds: [...ids.subarray(from, to)], gradient: meanRow(gradient.subarray(from * width, to * width), width) };
    });
  }
}

function meanRow(rows: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width]! += (rows[i]! * width) / rows.length;
  return mean;
}
