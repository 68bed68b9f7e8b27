import { SkillNeuronsError } from '@skill-neurons/core';
import { isMaskedLmArchitecture } from '@skill-neurons/runtime';
import type { SoftPrompt } from '../soft-prompt.ts';

/**
 * How alike two prompts A and B are, by the four measures of Su et al. (2022), section 5.1: over the prompts as one vector each
 * (concat), or over every pair of a row of A and a row of B (average).
 */
export interface PromptSimilarity {
  /** 1 / (1 + ||A - B||), of the Frobenius norm. */
  euclideanConcat: number;
  /** 1 / (1 + mean over i, j of ||A_i - B_j||). */
  euclideanAverage: number;
  /** Cosine of vec A and vec B. */
  cosineConcat: number;
  /** Mean over i, j of the cosine of A_i and B_j. */
  cosineAverage: number;
}

/** The four measures of Su et al. (2022). */
export const similarityMeasures = ['euclideanConcat', 'euclideanAverage', 'cosineConcat', 'cosineAverage'] as const satisfies readonly (keyof PromptSimilarity)[];

export interface SimilarityOptions {
  /** Count row 0 of masked LMs' prompts, as Su et al. do, though the mask's embedding stands over it and it has no effect. */
  includeRowZero?: boolean | undefined;
}

/** First row that has an effect: a masked LM's row 0 has none in the layout of the paper. */
export function firstLiveRow({ origin }: SoftPrompt): 0 | 1 {
  return isMaskedLmArchitecture(origin.architecture) && origin.layout !== 'peft' ? 1 : 0;
}

/** Compares two prompts of the same shape; a cosine with a vector of zeros is NaN. @throws PROMPT_SIMILARITY */
export function promptSimilarity(a: SoftPrompt, b: SoftPrompt, { includeRowZero = false }: SimilarityOptions = {}): PromptSimilarity {
  assertComparable(a, b);
  const first = includeRowZero ? 0 : Math.max(firstLiveRow(a), firstLiveRow(b));
  const [rowsA, rowsB] = [rowsOf(a, first), rowsOf(b, first)];
  const squares = rowsA.map((row, i) => squaredDistance(row, rowsB[i]!));
  const products = rowsA.map((row, i) => dot(row, rowsB[i]!));
  const [normA, normB] = [rowsA, rowsB].map((rows) => Math.sqrt(sum(rows.map((row) => dot(row, row))))) as [number, number];
  // The mean of all cosines is the product of the mean directions.
  const [directionA, directionB] = [meanDirection(rowsA), meanDirection(rowsB)];
  const distances = rowsA.map((row) => sum(rowsB.map((other) => Math.sqrt(squaredDistance(row, other)))));
  return {
    euclideanConcat: 1 / (1 + Math.sqrt(sum(squares))),
    euclideanAverage: 1 / (1 + sum(distances) / rowsA.length ** 2),
    cosineConcat: sum(products) / (normA * normB),
    cosineAverage: dot(directionA, directionB),
  };
}

function assertComparable(a: SoftPrompt, b: SoftPrompt): void {
  const [shapeA, shapeB] = [a, b].map(({ virtualTokens, hiddenSize }) => `${virtualTokens} x ${hiddenSize}`);
  if (shapeA !== shapeB) throw notComparable(`a prompt of ${shapeA} and one of ${shapeB}`);
  const [left, right] = [a.origin.architecture, b.origin.architecture];
  if (left !== undefined && right !== undefined && left !== right) throw notComparable(`a prompt of ${left} and one of ${right}`);
  if (Math.max(firstLiveRow(a), firstLiveRow(b)) >= a.virtualTokens) throw notComparable('prompts of row 0 alone, which has no effect,');
}

function notComparable(what: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_SIMILARITY', message: `${what} cannot be compared`, hint: 'compare prompts of one model' });
}

/** The rows from `first` on. */
function rowsOf({ values, virtualTokens, hiddenSize }: SoftPrompt, first: number): Float32Array[] {
  return Array.from({ length: virtualTokens - first }, (_, i) => values.subarray((first + i) * hiddenSize, (first + i + 1) * hiddenSize));
}

function meanDirection(rows: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(rows[0]!.length);
  for (const row of rows) {
    const norm = Math.sqrt(dot(row, row)) * rows.length;
    for (let i = 0; i < row.length; i++) mean[i]! += row[i]! / norm;
  }
  return mean;
}

function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i]! - b[i]!) ** 2;
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
