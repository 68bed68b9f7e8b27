import { initialiseWeights, type ModelConfig } from '@skill-neurons/runtime';
import type { Random } from '@skill-neurons/core';
import type { Arrays } from './adamw.ts';

/** Standard deviation of position embeddings: small against words, or a text's words drown in where they stand. */
const positionDeviation = 0.02;
/** Share of the heads whose keys start as their queries. */
const matchingHeads = 1;

/**
 * New weights, with two departures that let a model this small learn to compare sentences in minutes: position
 * embeddings start small, and in the encoder keys start as (scaled) queries, so that a token attends to
 * tokens like it (after Trockman & Kolter 2023, "Mimetic initialization of self-attention layers").
 */
export async function initialWeights(config: ModelConfig, random: Random): Promise<{ parameters: Arrays; shapes: Readonly<Record<string, number[]>> }> {
  const weights = initialiseWeights(config, random);
  const arrays: Record<string, Float32Array> = {};
  const shapes: Record<string, number[]> = {};
  for (const [name, tensor] of Object.entries(weights)) {
    arrays[name] = Float32Array.from(await tensor.data());
    shapes[name] = tensor.shape;
    tensor.dispose();
  }
  if (config.architecture === 't5') matchKeysInT5(arrays, config.headSize, config.layers);
  else matchKeysInMaskedLm(arrays, config.architecture, config.initializerRange, config.layers);
  return { parameters: arrays, shapes };
}

function matchKeysInMaskedLm(arrays: Arrays, architecture: string, deviation: number, layers: number): void {
  const positions = arrays[`${architecture}.embeddings.position_embeddings.weight`]!;
  for (let i = 0; i < positions.length; i++) positions[i]! *= positionDeviation / deviation;
  arrays[`${architecture}.embeddings.token_type_embeddings.weight`]!.fill(0);
  for (let layer = 0; layer < layers; layer++) {
    const attention = `${architecture}.encoder.layer.${layer}.attention.self`;
    copyShare(arrays[`${attention}.query.weight`]!, arrays[`${attention}.key.weight`]!, 1);
  }
}

/** T5 does not divide by the root of the head size; its queries start smaller instead. */
function matchKeysInT5(arrays: Arrays, headSize: number, layers: number): void {
  for (let layer = 0; layer < layers; layer++) {
    const attention = `encoder.block.${layer}.layer.0.SelfAttention`;
    copyShare(arrays[`${attention}.k.weight`]!, arrays[`${attention}.q.weight`]!, headSize ** -0.5);
  }
}

/** Heads are rows of the projection, [heads * head size, hidden size]: the first share of them is copied. */
function copyShare(from: Float32Array, to: Float32Array, scale: number): void {
  for (let i = 0; i < from.length * matchingHeads; i++) to[i] = from[i]! * scale;
}
