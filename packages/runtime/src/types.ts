import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ForwardState, StateTap } from './hooks/forward-state.ts';
import type { architectures } from './models/masked-lm-families/index.ts';

/** A kind of model that can be run. */
export type Architecture = (typeof architectures)[number];
/** Where a neuron is: T5 has both, the others an encoder. */
export type Stack = 'encoder' | 'decoder';

/** The FFN neurons of one stack: `layers` x `width`. */
export interface NeuronSpace {
  stack: Stack;
  layers: number;
  /** Of the widest layer, where a pruned model's differ. */
  width: number;
  /** Neurons of each layer, where they differ. */
  widths?: readonly number[];
}

/** Where an activation comes from. `name` follows TransformerLens: `blocks.3.mlp.hook_post`, `encoder.blocks.3...` for T5. */
export interface HookSite {
  name: string;
  stack: Stack;
  layer: number;
  /** Rows before the text in this sequence: the virtual tokens (a masked LM without a prompt has one, the mask); 0 in the decoder. */
  promptLength: number;
  /** Position of the mask token; undefined where the sequence has none. */
  maskPosition: number | undefined;
  /** True where the activation holds the scored positions alone, of which the first is the mask in row 0 of the prompt, if that is scored. */
  scoredOnly?: boolean;
}

/**
 * Sees the FFN activation after the non-linearity, [batch, positions, width], and may return a replacement.
 * Runs inside tf.tidy: what should outlive the forward pass must be kept with tf.keep.
 */
export type ActivationHook = (activation: Tensor3D, site: HookSite) => Tensor3D | undefined;

/** What a class is scored by: a vocabulary id, or the ids of its label word's pieces in order. */
export type LabelTokens = number | readonly number[];

/** A batch of token ids behind an optional soft prompt. */
export interface PromptedBatch {
  /** Soft prompt [virtual tokens, hidden size]; null for none. */
  prompt: Tensor2D | null;
  /**
   * Default 1. Of several prompts, `prompt` holds the rows of all, one prompt behind the other, all of one length; each has as many of
   * the texts, the first prompt the first ones.
   */
  prompts?: number | undefined;
  /** Token ids [batch, length], int32, padded. */
  ids: Tensor2D;
  /** 1 for a token, 0 for padding, [batch, length], float32. */
  mask: Tensor2D;
  /**
   * Masked LMs only: where the masks stand in each text, positions from 0, [batch * masks], as many in each text. Then the prompt is
   * laid out as PEFT does it with Hugging Face's models: all its rows are virtual tokens with positions of their own, and words
   * are read off at the masks. Without it the layout is the paper's: the mask stands in row 0 of the prompt.
   */
  maskPositions?: Int32Array | undefined;
  /**
   * Added to the word embeddings of the text, [batch, length, hidden size], float32: an adversarial perturbation, or zeros, whose
   * gradient is that of the embedded tokens.
   */
  embeddingShift?: Tensor3D | undefined;
}

export interface ForwardOptions {
  hooks?: readonly ActivationHook[];
  /** Training mode; off when absent. */
  dropout?: DropoutOptions | undefined;
  /**
   * What the last block of a masked LM computes: `all` positions; the `prompt`'s, so that hooks see no text there, and behind them only
   * what is scored (all where the masks stand in the text); or only the `scored` ones, and hooks see these alone. By default
   * all where there are hooks, since they may look on.
   */
  lastBlock?: 'all' | 'prompt' | 'scored' | undefined;
  /** Goes on from here, a state of an earlier pass over the same batch and prompt; hooks below are not called. */
  from?: ForwardState | undefined;
  tap?: StateTap | undefined;
}

/**
 * Dropout where Hugging Face's models have it - attention probabilities, the results of attention and feed-forward layers, and in T5
 * also embeddings, neurons and final states - but for the embeddings of masked LMs, as in the paper's code.
 */
export interface DropoutOptions {
  /** Share of the elements that become 0, in [0, 1); 0.1 in the published configurations. */
  rate: number;
  /** The same seed gives the same masks, whatever the backend. */
  seed: number | string;
}

/** A frozen language model that scores label words. */
export interface Backbone {
  readonly architecture: Architecture;
  readonly family: 'masked-lm' | 'encoder-decoder';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** The frozen tensors by their Hugging Face names: to look at, not to dispose of. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** Number of weights (scalars). */
  readonly parameters: number;
  /** The token whose embedding stands in row 0 of every prompt; undefined for T5, which has none. */
  readonly maskTokenId: number | undefined;
  /** Longest text, in tokens, that fits behind a prompt of this many virtual tokens; Infinity for T5, whose positions are relative. */
  maxTextLength(promptLength: number): number;
  /** encoder first, then decoder where there is one. */
  readonly neuronSpaces: readonly NeuronSpace[];
  /** Folder it was loaded from. */
  readonly folder: string;
  /** sha256 over config and weights: names this backbone in results. */
  readonly fingerprint: string;
  /**
   * Scores of classes, [batch, columns]. Differentiable in the prompt.
   *
   * Where each column is one token: its logit at the scored position, of a masked LM the (first) mask, of T5 the first decoder step.
   * Where any column has several pieces w1 ... wn: the sum of log-probabilities over the vocabulary for all columns. T5 reads them
   * under teacher forcing, sum_i log p(wi | w1 ... wi-1, x); a masked LM at as many masks in its text, sum_i log p(wi at mask i | x), all
   * masks empty (the one-pass form of Schick and Schuetze 2021, arXiv 2009.07118, in which they train), a shorter word at the first ones.
   * @throws SCORE_COLUMNS, SCORE_PROMPT_SHAPE, SCORE_TOO_LONG, SCORE_MASKS where a word has more pieces than the text has masks
   */
  score(batch: PromptedBatch, columns: readonly LabelTokens[], options?: ForwardOptions): Tensor2D;
  /** Rows of the word embedding, [ids, hidden size], for prompt initialisation. */
  embed(ids: readonly number[]): Tensor2D;
  dispose(): void;
}
