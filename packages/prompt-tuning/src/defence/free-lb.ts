import * as tf from '@tensorflow/tfjs-core';
import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone, ForwardOptions, LabelTokens } from '@skill-neurons/runtime';
import { crossEntropy, scoreBatch } from '../forward.ts';
import type { PromptGradient } from '../prompt-gradient.ts';

/**
 * Adversarial training of the prompt on perturbed word embeddings: FreeLB (Zhu et al. 2020, arXiv 1909.11764, algorithm 1).
 * Lengths are in typical word embeddings of the backbone (`wordEmbeddingNorm`), whose scales differ by orders of magnitude
 * between models; the paper's are absolute.
 */
export interface FreeLbSettings {
  /** K: passes per batch; the prompt's gradient is their mean. Each costs as much as a step without it. */
  steps: number;
  /** Epsilon: largest Euclidean (Frobenius) norm of the perturbation of one text. */
  radius: number;
  /** Alpha: length of one ascent step. */
  stepSize: number;
}

/** As far as half a word over a whole text. Not tuned. */
export const defaultFreeLb: FreeLbSettings = { steps: 3, radius: 0.5, stepSize: 0.2 };

/** @throws TUNE_SETTINGS */
export function checkFreeLb({ steps, radius, stepSize }: FreeLbSettings): void {
  const wrong = (name: string, value: number, hint: string) =>
    new SkillNeuronsError({ code: 'TUNE_SETTINGS', message: `freeLb.${name} is ${value}`, where: 'tuning settings', hint });
  if (!Number.isInteger(steps) || steps < 1) throw wrong('steps', steps, 'use a whole number from 1');
  for (const [name, value] of Object.entries({ radius, stepSize }))
    if (!(value > 0 && Number.isFinite(value))) throw wrong(name, value, 'use a number above 0');
}

/** Mean Euclidean norm of the backbone's word embeddings, over at most 2000 of them evenly through the vocabulary. */
export function wordEmbeddingNorm(backbone: Backbone): number {
  const every = Math.ceil(backbone.vocabularySize / 2000);
  const ids = Array.from({ length: Math.ceil(backbone.vocabularySize / every) }, (_, i) => i * every);
  return tf.tidy(() => tf.mean(tf.norm(backbone.embed(ids), 'euclidean', 1)).dataSync()[0]!);
}

export interface FreeLbOptions {
  backbone: Backbone;
  /** [virtualTokens * hiddenSize] */
  prompt: Float32Array;
  virtualTokens: number;
  batch: TokenBatch;
  columns: readonly LabelTokens[];
  /** Lengths in the units of the embeddings. */
  settings: FreeLbSettings;
  /** First perturbation, [size, length, hiddenSize]: see `drawPerturbation`. Changed in place by the ascent. */
  perturbation: Float32Array;
  forward?: ForwardOptions | undefined;
}

/**
 * Mean loss of K perturbed passes and the mean of their gradients with respect to the prompt. After each pass but the last every
 * text's perturbation goes up its own gradient by `stepSize`, and back onto the ball of `radius`. Dropout, if any, has the same
 * masks in all passes, as the paper asks.
 */
export async function freeLbGradient({
  backbone,
  prompt,
  virtualTokens,
  batch,
  columns,
  settings,
  perturbation,
  forward = {},
}: FreeLbOptions): Promise<PromptGradient> {
  const { hiddenSize } = backbone;
  const sum = new Float32Array(prompt.length);
  let loss = 0;
  for (let step = 0; step < settings.steps; step++) {
    const { value, grads } = tf.tidy(() => {
      const variables = [
        tf.tensor2d(prompt.slice(), [virtualTokens, hiddenSize]),
        tf.tensor3d(perturbation.slice(), [batch.size, batch.length, hiddenSize]),
      ];
      return tf.valueAndGrads((rows: tf.Tensor, shift: tf.Tensor) =>
        crossEntropy(scoreBatch(backbone, rows as tf.Tensor2D, batch, columns, forward, { embeddingShift: shift as tf.Tensor3D }), batch.labels),
      )(variables);
    });
    const [[passLoss], ofPrompt, ofTexts] = await Promise.all([value.data(), grads[0]!.data(), grads[1]!.data()]);
    tf.dispose([value, grads]);
    loss += passLoss!;
    for (let i = 0; i < sum.length; i++) sum[i]! += ofPrompt[i]!;
    if (step < settings.steps - 1) ascend(perturbation, ofTexts as Float32Array, batch.size, settings);
  }
  return { loss: loss / settings.steps, gradient: sum.map((value) => value / settings.steps) };
}

/** Uniform numbers of at most radius / sqrt(numbers of the text), 0 at padding: [size, length, hiddenSize]. */
export function drawPerturbation(batch: TokenBatch, hiddenSize: number, radius: number, seed: number | string): Float32Array {
  const random = createRandom(seed);
  const { size, length, mask } = batch;
  const drawn = new Float32Array(size * length * hiddenSize);
  for (let row = 0; row < size; row++) {
    const tokens = mask.subarray(row * length, (row + 1) * length);
    const reach = radius / Math.sqrt(tokens.reduce((sum, one) => sum + one, 0) * hiddenSize);
    tokens.forEach((one, position) => {
      if (one === 0) return;
      for (let i = 0; i < hiddenSize; i++) drawn[(row * length + position) * hiddenSize + i] = reach * (2 * random.uniform() - 1);
    });
  }
  return drawn;
}

function ascend(perturbation: Float32Array, gradient: Float32Array, texts: number, { stepSize, radius }: FreeLbSettings): void {
  const perText = perturbation.length / texts;
  for (let text = 0; text < texts; text++) {
    const own = perturbation.subarray(text * perText, (text + 1) * perText);
    const up = gradient.subarray(text * perText, (text + 1) * perText);
    const length = euclidean(up);
    // Without a slope there is no way up.
    if (length > 0) for (let i = 0; i < perText; i++) own[i]! += (stepSize * up[i]!) / length;
    const norm = euclidean(own);
    if (norm > radius) for (let i = 0; i < perText; i++) own[i]! *= radius / norm;
  }
}

function euclidean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
