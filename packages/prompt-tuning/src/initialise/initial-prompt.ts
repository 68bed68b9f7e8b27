import { createRandom, type Random } from '@skill-neurons/core';
import type { LabelWords, Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import type { SoftPrompt } from '../soft-prompt.ts';
import { averagePrompts } from './average-prompts.ts';
import { initialisationError } from './initialisation-error.ts';
import { drawTokens, labelWordRows, textTokens, tokenRows } from './word-rows.ts';

/**
 * How a prompt starts.
 *
 * - `random`: N(0, scale^2), by default the paper's scales: 0.02 for RoBERTa and BERT, 1 for T5.
 * - `uniform`: U(0, 1), the untrained prompt that Su et al. (2022) compare with.
 * - `vocabulary`: word embeddings of tokens drawn at random without replacement, from the whole vocabulary or its first ids, which
 *   are the most frequent tokens in RoBERTa's and T5's vocabularies.
 * - `text`: word embeddings of a text's tokens, from the beginning again where it ends before the prompt does.
 * - `label-words`: word embeddings of the label words (the mean over the pieces of one), then drawn tokens (Lester et al. 2021).
 * - `prompts`: another prompt, or the average of several.
 */
export type Initialisation =
  | { kind: 'random'; scale?: number | undefined }
  | { kind: 'uniform' }
  | { kind: 'vocabulary'; first?: number | undefined }
  | { kind: 'text'; text: string }
  | { kind: 'label-words'; first?: number | undefined }
  | { kind: 'prompts'; prompts: readonly SoftPrompt[] };

export interface InitialPromptOptions {
  virtualTokens: number;
  /** The same seed gives the same prompt. */
  seed: number;
  initialisation?: Initialisation | undefined;
  /** For `text`. */
  tokenizer?: Tokenizer | undefined;
  /** For `label-words`. */
  labelWords?: LabelWords | undefined;
}

/**
 * Makes an initial prompt of `virtualTokens` rows. Row 0 of a masked LM's prompt has no effect: words start at row 1.
 * @throws PROMPT_INITIALISATION, PROMPT_SHAPE, PROMPT_ARCHITECTURE, PROMPT_LAYOUT
 */
export async function initialPrompt(backbone: Backbone, options: InitialPromptOptions): Promise<SoftPrompt> {
  const { virtualTokens, seed, initialisation = { kind: 'random' } } = options;
  const random = createRandom(seed).fork('prompt-initialisation');
  const values = await initialValues(backbone, initialisation, options, random);
  const origin = { kind: 'initial', seed, backbone: backbone.fingerprint, architecture: backbone.architecture, initialisation: initialisation.kind } as const;
  return { virtualTokens, hiddenSize: backbone.hiddenSize, values, origin };
}

async function initialValues(backbone: Backbone, initialisation: Initialisation, options: InitialPromptOptions, random: Random): Promise<Float32Array> {
  const { virtualTokens, tokenizer, labelWords } = options;
  const length = virtualTokens * backbone.hiddenSize;
  switch (initialisation.kind) {
    case 'random': {
      const scale = initialisation.scale ?? (backbone.family === 'masked-lm' ? 0.02 : 1);
      return Float32Array.from({ length }, () => scale * random.normal());
    }
    case 'uniform':
      return Float32Array.from({ length }, () => random.uniform());
    case 'vocabulary':
      return tokenRows(backbone, drawTokens(backbone, virtualTokens, random, initialisation.first));
    case 'text':
      if (tokenizer === undefined) throw initialisationError('an initial text needs a tokenizer', 'pass `tokenizer`');
      return tokenRows(backbone, textTokens(backbone, tokenizer.encode(initialisation.text), virtualTokens));
    case 'label-words':
      if (labelWords === undefined) throw initialisationError('initial label words need a task', 'pass `labelWords`');
      return labelWordRows(backbone, labelWords, virtualTokens, random, initialisation.first);
    case 'prompts':
      return averagePrompts(initialisation.prompts, backbone, virtualTokens);
  }
}
