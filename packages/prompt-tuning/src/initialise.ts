import { createRandom } from '@skill-neurons/core';
import type { Backbone } from '@skill-neurons/runtime';
import type { SoftPrompt } from './soft-prompt.ts';

/**
 * How a prompt starts.
 * `random`: N(0, scale^2), by default the paper's scales: 0.02 for RoBERTa and BERT, 1 for T5.
 * `vocabulary`: word embeddings of tokens drawn at random without replacement.
 */
export type Initialisation = { kind: 'random'; scale?: number } | { kind: 'vocabulary' };

/** Draws an initial prompt of `virtualTokens` rows; the same seed gives the same prompt. */
export async function initialPrompt(
  backbone: Backbone,
  { virtualTokens, seed, initialisation = { kind: 'random' } }: { virtualTokens: number; seed: number; initialisation?: Initialisation },
): Promise<SoftPrompt> {
  const random = createRandom(seed).fork('prompt-initialisation');
  const { hiddenSize } = backbone;
  const origin = { kind: 'initial', seed, backbone: backbone.fingerprint, architecture: backbone.architecture } as const;
  if (initialisation.kind === 'vocabulary') {
    const ids = random.permutation(backbone.vocabularySize).slice(0, virtualTokens);
    const rows = backbone.embed([...ids]);
    const values = Float32Array.from(await rows.data());
    rows.dispose();
    return { virtualTokens, hiddenSize, values, origin };
  }
  const scale = initialisation.scale ?? (backbone.family === 'masked-lm' ? 0.02 : 1);
  const values = Float32Array.from({ length: virtualTokens * hiddenSize }, () => scale * random.normal());
  return { virtualTokens, hiddenSize, values, origin };
}
