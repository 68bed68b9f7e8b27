import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { LabelTokens } from '../types.ts';

/** Logits of one scored place of a model, [batch, columns]; of the whole vocabulary without columns. */
export type PlaceLogits = (place: number, columns?: Tensor1D) => Tensor2D;

/** The pieces of each class. */
export const piecesOf = (words: readonly LabelTokens[]): (readonly number[])[] => words.map((word) => (typeof word === 'number' ? [word] : word));

/**
 * Scores of classes, [batch, classes]. Where every word is one token, its logit at place 0. Where any has several pieces, the sum of
 * the log-probabilities of the pieces over the whole vocabulary, each at its place: log p(w1) + log p(w2) + ..., for all classes, so
 * that words of different lengths are compared as sequences.
 * @param placeOf where piece `i` of word `word` is read off
 */
export function scoreWords(words: readonly LabelTokens[], placeOf: (word: number, i: number) => number, logitsAt: PlaceLogits): Tensor2D {
  const pieces = piecesOf(words);
  if (pieces.every(({ length }) => length === 1)) return logitsAt(0, tf.tensor1d(pieces.flat(), 'int32'));
  const asked = new Map<number, { token: number; word: number }[]>();
  pieces.forEach((tokens, word) => tokens.forEach((token, i) => {
    const place = placeOf(word, i);
    asked.set(place, [...(asked.get(place) ?? []), { token, word }]);
  }));
  const parts = [...asked].map(([place, entries]) => {
    const logProbabilities = tf.sub(logitsAt(place, tf.tensor1d(entries.map(({ token }) => token), 'int32')), tf.logSumExp(logitsAt(place), 1, true));
    const toWords = tf.tensor2d(entries.map(({ word }) => words.map((_, other) => (other === word ? 1 : 0))));
    return tf.matMul<Tensor2D>(logProbabilities, toWords);
  });
  return parts.reduce((sum, part): Tensor2D => tf.add(sum, part));
}

/** One row of each example: [batch * places, width] -> [batch, width] */
export function rowsAtPlace(hidden: Tensor2D, place: number, batch: number): Tensor2D {
  const [rows, width] = hidden.shape;
  if (rows === batch) return hidden;
  return tf.reshape(tf.slice(tf.reshape(hidden, [batch, rows / batch, width]), [0, place, 0], [batch, 1, width]), [batch, width]);
}
