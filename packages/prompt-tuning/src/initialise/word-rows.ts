import type { Random } from '@skill-neurons/core';
import type { LabelWords } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { initialisationError } from './initialisation-error.ts';

/** Word embeddings of tokens, [ids * hiddenSize]. */
export async function tokenRows(backbone: Backbone, ids: readonly number[]): Promise<Float32Array> {
  const rows = backbone.embed(ids);
  const values = Float32Array.from(await rows.data());
  rows.dispose();
  return values;
}

/** Different tokens among the first ids of the vocabulary, all of it when none are named. */
export function drawTokens(backbone: Backbone, count: number, random: Random, first = backbone.vocabularySize): number[] {
  const among = Math.min(first, backbone.vocabularySize);
  if (count > among) throw initialisationError(`${count} different tokens cannot be drawn from ${among}`, 'use fewer virtual tokens or more of the vocabulary');
  return [...random.permutation(among).slice(0, count)];
}

/** A text's tokens over and over; the mask stands in the row that it replaces. */
export function textTokens(backbone: Backbone, ids: readonly number[], virtualTokens: number): number[] {
  if (ids.length === 0) throw initialisationError('the initial text has no tokens', 'give a text with words in it');
  const mask = backbone.maskTokenId === undefined ? [] : [backbone.maskTokenId];
  return [...mask, ...Array.from({ length: virtualTokens - mask.length }, (_, i) => ids[i % ids.length]!)];
}

/** The mask's row where there is one, a row for each label word, then drawn tokens. */
export async function labelWordRows(backbone: Backbone, { pieces }: LabelWords, virtualTokens: number, random: Random, first?: number): Promise<Float32Array> {
  const { hiddenSize, maskTokenId } = backbone;
  const words = maskTokenId === undefined ? pieces : [[maskTokenId], ...pieces];
  if (words.length > virtualTokens) {
    throw initialisationError(`${pieces.length} label words do not fit into a prompt of ${virtualTokens}`, `use at least ${words.length} virtual tokens`);
  }
  const rest = drawTokens(backbone, virtualTokens - words.length, random, first);
  const values = new Float32Array(virtualTokens * hiddenSize);
  for (const [row, ids] of words.entries()) {
    const rows = await tokenRows(backbone, ids);
    for (let i = 0; i < rows.length; i++) values[row * hiddenSize + (i % hiddenSize)]! += rows[i]! / ids.length;
  }
  if (rest.length > 0) values.set(await tokenRows(backbone, rest), words.length * hiddenSize);
  return values;
}
