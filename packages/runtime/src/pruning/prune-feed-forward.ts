import { SkillNeuronsError } from '@skill-neurons/core';
import type { TensorData } from '../checkpoints/tensor-file.ts';
import { feedForwardWidths } from '../config/feed-forward-widths.ts';
import type { ModelConfig } from '../config/model-config.ts';
import { feedForwardNames } from '../models/feed-forward-names.ts';
import type { Stack } from '../types.ts';

/** Which neurons of a stack stay. */
export interface NeuronCut {
  stack: Stack;
  /** Indices of the neurons that stay, one list per layer, none of them empty. */
  kept: readonly (readonly number[])[];
  /**
   * The activation that every neuron that goes is taken to have, [width] per layer: what they add to the layer's output then goes into
   * its bias. Zero when absent.
   */
  constants?: readonly ArrayLike<number>[] | undefined;
}

/** Configuration and weights without the neurons that were cut. */
export interface PrunedModel {
  config: ModelConfig;
  /** By Hugging Face's names. */
  weights: Record<string, TensorData>;
}

/**
 * Cuts neurons out of the feed-forward layers (Wang et al. 2022): their rows of the matrices into them, both where they are gated, and
 * their columns of the matrix out of them. Stacks without a cut stay whole. T5, whose layers have no bias, gets one where constants ask for it.
 * @param weights all weights of the model; those that stay as they are are not copied
 * @throws PRUNE_NEURONS where the cut does not fit the model
 */
export function pruneFeedForward(config: ModelConfig, weights: Readonly<Record<string, TensorData>>, cuts: readonly NeuronCut[]): PrunedModel {
  const pruned: Record<string, TensorData> = { ...weights };
  const widths = { encoder: [...feedForwardWidths(config, 'encoder')], decoder: [...feedForwardWidths(config, 'decoder')] };
  let biasNeeded = config.architecture === 't5' && config.feedForwardBias === true;
  for (const { stack, kept, constants } of cuts) {
    checkCut(kept, constants, widths[stack], stack);
    for (const [layer, chosen] of kept.entries()) {
      const { inputs, output } = feedForwardNames(config, stack, layer);
      const indices = [...chosen].sort((a, b) => a - b);
      const removed = without(widths[stack][layer]!, indices);
      if (constants !== undefined && removed.length > 0) {
        pruned[`${output}.bias`] = foldedBias(pruned, output, removed, constants[layer]!);
        biasNeeded ||= config.architecture === 't5';
      }
      for (const name of inputs) {
        pruned[`${name}.weight`] = rowsOf(pruned[`${name}.weight`]!, indices);
        const bias = pruned[`${name}.bias`];
        if (bias !== undefined) pruned[`${name}.bias`] = { shape: [indices.length], data: Float32Array.from(indices, (i) => bias.data[i]!) };
      }
      pruned[`${output}.weight`] = columnsOf(pruned[`${output}.weight`]!, indices);
      widths[stack][layer] = indices.length;
    }
  }
  if (biasNeeded) addMissingBiases(pruned, config, widths);
  return { config: withWidths(config, widths, biasNeeded), weights: pruned };
}

/** The bias of a linear layer, or zeros, with what the removed neurons add to its output; sums in float64. */
function foldedBias(weights: Readonly<Record<string, TensorData>>, output: string, removed: readonly number[], constants: ArrayLike<number>): TensorData {
  const { shape, data } = weights[`${output}.weight`]!;
  const [rows, width] = shape as [number, number];
  const before = weights[`${output}.bias`]?.data;
  const bias = Float32Array.from({ length: rows }, (_, row) => {
    let sum = before?.[row] ?? 0;
    for (const neuron of removed) sum += data[row * width + neuron]! * constants[neuron]!;
    return sum;
  });
  return { shape: [rows], data: bias };
}

function rowsOf({ shape, data }: TensorData, indices: readonly number[]): TensorData {
  const columns = shape[1]!;
  const rows = new Float32Array(indices.length * columns);
  indices.forEach((index, row) => rows.set(data.subarray(index * columns, (index + 1) * columns), row * columns));
  return { shape: [indices.length, columns], data: rows };
}

function columnsOf({ shape, data }: TensorData, indices: readonly number[]): TensorData {
  const [rows, width] = shape as [number, number];
  const count = indices.length;
  return { shape: [rows, count], data: Float32Array.from({ length: rows * count }, (_, i) => data[Math.floor(i / count) * width + indices[i % count]!]!) };
}

/** A model has the bias in all its layers or in none. */
function addMissingBiases(weights: Record<string, TensorData>, config: ModelConfig, widths: Readonly<Record<Stack, readonly number[]>>): void {
  for (const stack of ['encoder', 'decoder'] as const) {
    widths[stack].forEach((_, layer) => (weights[`${feedForwardNames(config, stack, layer).output}.bias`] ??= { shape: [config.hiddenSize], data: new Float32Array(config.hiddenSize) }));
  }
}

function withWidths(config: ModelConfig, { encoder, decoder }: Readonly<Record<Stack, readonly number[]>>, biasNeeded: boolean): ModelConfig {
  const all = [...encoder, ...decoder];
  const intermediateSize = Math.max(...all);
  const differ = all.some((width) => width !== intermediateSize);
  const pruned = { ...config, intermediateSize };
  delete pruned.encoderWidths;
  if (pruned.architecture === 't5') delete pruned.decoderWidths;
  if (pruned.architecture !== 't5') return { ...pruned, ...(differ && { encoderWidths: encoder }) };
  return { ...pruned, ...(differ && { encoderWidths: encoder, decoderWidths: decoder }), ...(biasNeeded && { feedForwardBias: true }) };
}

function without(width: number, indices: readonly number[]): number[] {
  const kept = new Set(indices);
  return Array.from({ length: width }, (_, i) => i).filter((i) => !kept.has(i));
}

function checkCut(kept: readonly (readonly number[])[], constants: readonly ArrayLike<number>[] | undefined, widths: readonly number[], stack: Stack): void {
  if (kept.length !== widths.length) throw wrong(`neurons of ${kept.length} layers are given, the ${stack} has ${widths.length}`);
  for (const [layer, width] of widths.entries()) {
    const chosen = kept[layer]!;
    if (chosen.length === 0) throw wrong(`no neuron of layer ${layer} of the ${stack} would stay`);
    if (new Set(chosen).size !== chosen.length) throw wrong(`a neuron of layer ${layer} of the ${stack} is named twice`);
    const unknown = chosen.find((index) => !Number.isInteger(index) || index < 0 || index >= width);
    if (unknown !== undefined) throw wrong(`layer ${layer} of the ${stack} has no neuron ${unknown}: they are 0 to ${width - 1}`);
    const length = constants?.[layer]?.length ?? 0;
    if (constants !== undefined && length !== width) throw wrong(`layer ${layer} of the ${stack} has ${width} neurons, ${length} constants are given`);
  }
}

function wrong(message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PRUNE_NEURONS', message, hint: 'take neurons and activations from an analysis of this very model' });
}
