import * as tf from '@tensorflow/tfjs-core';
import type { OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import type { ActivationHook, Backbone, LabelTokens } from '@skill-neurons/runtime';
import { scoreBatch } from './forward.ts';
import { assertLayoutFits, assertPromptFits, isMaskInText, type SoftPrompt } from './soft-prompt.ts';

export interface EvaluateOptions {
  backbone: Backbone;
  /** null evaluates the frozen model without a prompt. */
  prompt: SoftPrompt | null;
  batches: readonly TokenBatch[];
  /** What the classes are scored by, in class order: the `ids` of the label words. */
  columns: readonly LabelTokens[];
  hooks?: readonly ActivationHook[];
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** What a model answered, per example, in the order of the list that was batched. */
export interface Evaluation {
  n: number;
  correct: number;
  /** Mean cross-entropy over the label words, in nats. */
  loss: number;
  predictions: Int32Array;
  labels: Int32Array;
  /** Score of the right label minus the highest other one: below 0 where the answer is wrong. */
  margins: Float32Array;
}

/** Predicts every example by the label word with the highest score. @throws PROMPT_SHAPE, PROMPT_ARCHITECTURE, PROMPT_LAYOUT */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { backbone, prompt, batches, columns, hooks = [], onProgress, signal } = options;
  if (prompt) {
    assertPromptFits(prompt, backbone);
    assertLayoutFits(prompt, backbone, isMaskInText(batches));
  }
  const tally = tallyEvaluation(batches);
  const promptTensor = prompt && tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  let done = 0;
  try {
    for (const batch of batches) {
      signal?.throwIfAborted();
      const logits = tf.tidy(() => scoreBatch(backbone, promptTensor, batch, columns, { hooks }));
      tally.add(batch, await logits.data());
      logits.dispose();
      done += batch.size;
      onProgress?.({ label: 'evaluate', done, total: tally.n });
    }
  } finally {
    promptTensor?.dispose();
  }
  return tally.evaluation();
}

/** Gathers the scores of batches, in any order, into an {@link Evaluation}. */
export interface EvaluationTally {
  n: number;
  /** @param scores of the classes, [batch, classes] row-major */
  add(batch: TokenBatch, scores: ArrayLike<number>): void;
  evaluation(): Evaluation;
}

/** An evaluation added up batch by batch, by passes that somebody else makes. */
export function tallyEvaluation(batches: readonly TokenBatch[]): EvaluationTally {
  const n = batches.reduce((sum, batch) => sum + batch.size, 0);
  const predictions = new Int32Array(n);
  const labels = new Int32Array(n);
  const margins = new Float32Array(n);
  let loss = 0;
  return {
    n,
    add(batch, scores) {
      const classes = scores.length / batch.size;
      for (let row = 0; row < batch.size; row++) {
        const ofRow = Array.from({ length: classes }, (_, c) => scores[row * classes + c]!);
        const label = batch.labels[row]!;
        predictions[batch.indices[row]!] = indexOfMaximum(ofRow);
        labels[batch.indices[row]!] = label;
        margins[batch.indices[row]!] = ofRow[label]! - Math.max(...ofRow.filter((_, c) => c !== label));
        loss += logSumExp(ofRow) - ofRow[label]!;
      }
    },
    evaluation() {
      let correct = 0;
      for (let i = 0; i < n; i++) if (predictions[i] === labels[i]) correct++;
      return { n, correct, loss: loss / n, predictions, labels, margins };
    },
  };
}

function indexOfMaximum(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function logSumExp(values: ArrayLike<number>): number {
  let maximum = -Infinity;
  for (let i = 0; i < values.length; i++) maximum = Math.max(maximum, values[i]!);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - maximum);
  return maximum + Math.log(sum);
}
