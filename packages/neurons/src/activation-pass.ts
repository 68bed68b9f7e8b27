import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertLayoutFits, assertPromptFits, isMaskInText, scoreBatch, type EvaluationTally, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { ActivationHook, Backbone, LabelTokens, Stack } from '@skill-neurons/runtime';
import { neuronSpace } from './neuron-space.ts';

export interface CollectOptions {
  backbone: Backbone;
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  /** What the classes are scored by, the `ids` of the label words; the number of classes is their number. */
  columns: readonly LabelTokens[];
  stack?: Stack;
  /** Gets the scores of every batch: the accuracy of the same pass, at hardly any cost. From `tallyEvaluation(batches)`. */
  tally?: EvaluationTally | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Neurons at prompt positions: what arrays of [layers, positions, width] are about. */
export interface NeuronGrid {
  stack: Stack;
  layers: number;
  /** Prompt positions, from the first. The decoder has one: the step that predicts the label word, of several pieces the first. */
  positions: number;
  width: number;
}

export function gridOf({ backbone, prompt, stack = 'encoder' }: CollectOptions): NeuronGrid {
  const space = neuronSpace(backbone, stack);
  return { stack, layers: space.layers, positions: stack === 'decoder' ? 1 : prompt.virtualTokens, width: space.width };
}

/** @throws NEURON_GRID when arrays of two grids are put together. */
export function assertSameGrid(a: NeuronGrid, b: NeuronGrid, what: string): void {
  if (a.stack === b.stack && a.layers === b.layers && a.positions === b.positions && a.width === b.width) return;
  throw new SkillNeuronsError({ code: 'NEURON_GRID', message: `${what}: ${describe(a)} and ${describe(b)}`, hint: 'use one model, stack and prompt length' });
}

/** Turns a layer's activations into a small tensor. They are [batch, rows, width], whose first rows are those of the grid. */
export type Reduce = (activation: tf.Tensor3D, layer: number, batch: TokenBatch) => tf.Tensor;

/**
 * One forward pass per batch. `reduce` turns a layer's activations at the prompt, [batch, positions, width],
 * into a small tensor; the stacked results of all layers are read once per batch and given to `consume`.
 */
export async function forEachBatch(options: CollectOptions, label: string, reduce: Reduce, consume: (values: Float32Array, batch: TokenBatch) => void): Promise<number> {
  const { positions } = gridOf(options);
  const atPrompt: Reduce = (activation, layer, batch) => {
    const [size, , width] = activation.shape;
    return reduce(tf.slice(activation, [0, 0, 0], [size, positions, width]), layer, batch);
  };
  const combine = (reduced: readonly tf.Tensor[]) => tf.stack([...reduced]);
  return runBatches(options, { label, reduce: atPrompt, combine }, async (stacked, batch) => {
    const values = (await stacked.data()) as Float32Array;
    stacked.dispose();
    consume(values, batch);
  });
}

export interface BatchReduction {
  /** Names the pass in progress events. */
  label: string;
  reduce: Reduce;
  /** Makes one tensor of the results of all layers. */
  combine: (reduced: readonly tf.Tensor[]) => tf.Tensor;
}

/** One forward pass per batch; `take` gets what `combine` makes of it, and disposes of it. */
export async function runBatches(options: CollectOptions, { label, reduce, combine }: BatchReduction, take: (combined: tf.Tensor, batch: TokenBatch) => Promise<void>): Promise<number> {
  const { backbone, prompt, batches, columns, tally, onProgress, signal } = options;
  const { stack } = gridOf(options);
  assertPromptFits(prompt, backbone);
  assertLayoutFits(prompt, backbone, isMaskInText(batches));
  const total = batches.reduce((sum, batch) => sum + batch.size, 0);
  let done = 0;
  const promptTensor = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  try {
    for (const batch of batches) {
      signal?.throwIfAborted();
      const [combined, scores] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
        const reduced: tf.Tensor[] = [];
        const tap: ActivationHook = (activation, site) => {
          // The model tidies each layer; what is combined below must outlive that.
          if (site.stack === stack) reduced[site.layer] = tf.keep(reduce(activation, site.layer, batch));
        };
        const scored = scoreBatch(backbone, promptTensor, batch, columns, { hooks: [tap], lastBlock: 'prompt' });
        const all = combine(reduced);
        tf.dispose(reduced);
        return [all, scored];
      });
      // On a backend that calculates what is read, scores that nobody asks for cost nothing.
      if (tally === undefined) scores.dispose();
      await take(combined, batch);
      tally?.add(batch, await scores.data());
      scores.dispose();
      done += batch.size;
      onProgress?.({ label, done, total });
    }
  } finally {
    promptTensor.dispose();
  }
  return done;
}

function describe({ stack, layers, positions, width }: NeuronGrid): string {
  return `${layers} layers x ${positions} positions x ${width} neurons of the ${stack}`;
}
