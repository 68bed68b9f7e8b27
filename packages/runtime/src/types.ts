import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

export type Architecture = 'roberta' | 'bert' | 't5';
export type Stack = 'encoder' | 'decoder';

/** The FFN neurons of one stack: `layers` x `width`. */
export interface NeuronSpace {
  stack: Stack;
  layers: number;
  width: number;
}

/** Where an activation comes from. `name` follows TransformerLens: `blocks.3.mlp.hook_post`, `encoder.blocks.3...` for T5. */
export interface HookSite {
  name: string;
  stack: Stack;
  layer: number;
  /** Number of virtual tokens at the start of this sequence (0 in the decoder). */
  promptLength: number;
}

/**
 * Sees the FFN activation after the non-linearity, [batch, positions, width], and may return a replacement.
 * Runs inside tf.tidy: what should outlive the forward pass must be kept with tf.keep.
 */
export type ActivationHook = (activation: Tensor3D, site: HookSite) => Tensor3D | void;

/** A batch of token ids behind an optional soft prompt. */
export interface PromptedBatch {
  /** Soft prompt [virtual tokens, hidden size]; null for none. */
  prompt: Tensor2D | null;
  /** Token ids [batch, length], int32, padded. */
  ids: Tensor2D;
  /** 1 for a token, 0 for padding, [batch, length], float32. */
  mask: Tensor2D;
}

export interface ForwardOptions {
  hooks?: readonly ActivationHook[];
}

/** A frozen language model that scores label words. */
export interface Backbone {
  readonly architecture: Architecture;
  readonly family: 'masked-lm' | 'encoder-decoder';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** Longest text, in tokens, that fits behind a prompt of this many virtual tokens. */
  maxTextLength(promptLength: number): number;
  /** encoder first, then decoder where there is one. */
  readonly neuronSpaces: readonly NeuronSpace[];
  /** Folder it was loaded from. */
  readonly folder: string;
  /** sha256 over config and weights: names this backbone in results. */
  readonly fingerprint: string;
  /**
   * Logits of the given vocabulary columns at the scored position, [batch, columns].
   * Masked LM: the mask position, which stands first; T5: the first decoder step.
   */
  score(batch: PromptedBatch, columns: readonly number[], options?: ForwardOptions): Tensor2D;
  /** Rows of the word embedding, [ids, hidden size], for prompt initialisation. */
  embed(ids: readonly number[]): Tensor2D;
  dispose(): void;
}
