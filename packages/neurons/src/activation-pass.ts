import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Stack } from '@skill-neurons/runtime';
import { runPass, type BatchPass, type PassOptions } from './batch-pass.ts';
import { neuronSpace } from './neuron-space.ts';

export interface CollectOptions extends PassOptions {
  stack?: Stack;
}

/** Neurons at prompt positions: what arrays of [layers, positions, width] are about. */
export interface NeuronGrid {
  stack: Stack;
  layers: number;
  /** Prompt positions, from the first. The decoder has one: the step that predicts the label word, of several pieces the first. */
  positions: number;
  width: number;
}

/** @throws NO_SUCH_STACK, NEURON_WIDTHS */
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

export interface PromptPass extends Pick<BatchPass, 'label' | 'combine'> {
  reduce: Reduce;
}

/** {@link runPass} over the activations of one stack at the prompt. */
export async function runBatches(options: CollectOptions, { label, reduce, combine }: PromptPass, take: (combined: tf.Tensor, batch: TokenBatch) => Promise<void>): Promise<number> {
  const { stack } = gridOf(options);
  return runPass(options, { label, combine, lastBlock: 'prompt', reduce: (activation, site, batch) => (site.stack === stack ? reduce(activation, site.layer, batch) : undefined) }, take);
}

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

function describe({ stack, layers, positions, width }: NeuronGrid): string {
  return `${layers} layers x ${positions} positions x ${width} neurons of the ${stack}`;
}
