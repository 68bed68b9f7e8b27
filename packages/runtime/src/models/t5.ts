import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { T5Config } from '../config/model-config.ts';
import type { ForwardOptions, LabelTokens, PromptedBatch } from '../types.ts';
import { forwardPass } from './dropout.ts';
import { promptLengthOf, repeatRows } from './repeat-rows.ts';
import { piecesOf, rowsAtPlace, scoreWords } from './label-scores.ts';
import { t5Decode, t5Head, type DecoderBranches } from './t5-decoder.ts';
import { t5Encode } from './t5-encoder.ts';
import { sharedEmbedding } from './t5-names.ts';
import { matrix, type Weights } from './weights.ts';

/** Source and target text, padded on the right. */
export interface SequencePair {
  /** [batch, source length] int32 */
  encoderIds: Tensor2D;
  /** 1 for a token, 0 for padding, [batch, source length] float32 */
  encoderMask: Tensor2D;
  /** The start token and then the target without its last token, [batch, target length] int32. */
  decoderIds: Tensor2D;
}

/**
 * Teacher-forced logits over the vocabulary at every decoder position, as in pre-training: differentiable in every weight.
 * @returns [batch, target length, vocabulary]
 */
export function t5Logits(weights: Weights, config: T5Config, inputs: SequencePair, options: ForwardOptions = {}): Tensor3D {
  const pass = forwardPass(options);
  const [batch, length] = inputs.decoderIds.shape;
  const encoded = t5Encode(weights, config, embed(weights, inputs.encoderIds), inputs.encoderMask, 0, pass);
  const logits = t5Head(weights, config, t5Decode(weights, config, inputs.decoderIds, encoded, pass));
  return tf.reshape(logits, [batch, length, config.vocabularySize]);
}

/**
 * Scores of label words at the decoder, [batch, words], with a soft prompt before the encoder's text, see `Backbone.score`. Words of
 * several pieces take a step each; all words are decoded in one pass, in which each sees the start token and its own pieces.
 */
export function promptedWordScores(weights: Weights, config: T5Config, batch: PromptedBatch, words: readonly LabelTokens[], options: ForwardOptions = {}): Tensor2D {
  const { prompt, prompts, ids, embeddingShift } = batch;
  const size = ids.shape[0];
  const pass = forwardPass(options);
  const promptLength = promptLengthOf(batch);
  const tokens = embed(weights, ids);
  const text = embeddingShift === undefined ? tokens : (tf.add(tokens, embeddingShift) as Tensor3D);
  const embedded = prompt === null ? text : tf.concat([repeatRows(prompt, size, prompts), text], 1);
  const mask = prompt === null ? batch.mask : tf.concat([tf.ones([size, promptLength]) as Tensor2D, batch.mask], 1);
  const encoded = t5Encode(weights, config, embedded, mask, promptLength, pass);
  const branches = branchesOf(piecesOf(words), config.decoderStartTokenId);
  const length = branches.tokens.length;
  const inputs = tf.tensor2d(Int32Array.from({ length: size * length }, (_, i) => branches.tokens[i % length]!), [size, length], 'int32');
  const decoded = t5Decode(weights, config, inputs, encoded, pass, branches);
  return scoreWords(words, (word, i) => branches.places[word]![i]!, (place, columns) => t5Head(weights, config, rowsAtPlace(decoded, place, size), columns));
}

/** Decoder inputs for some words at once: the start token, which all share, and behind it each word but for its last piece. */
function branchesOf(words: readonly (readonly number[])[], start: number): DecoderBranches & { tokens: number[]; places: number[][] } {
  const found = { tokens: [start], steps: [0], branches: [-1], places: [] as number[][] };
  words.forEach((pieces, word) => {
    found.places.push([0]);
    pieces.slice(0, -1).forEach((token, i) => {
      found.places[word]!.push(found.tokens.length);
      found.tokens.push(token);
      found.steps.push(i + 1);
      found.branches.push(word);
    });
  });
  return found;
}

function embed(weights: Weights, ids: Tensor2D): Tensor3D {
  return tf.gather(matrix(weights, sharedEmbedding), ids) as unknown as Tensor3D;
}
