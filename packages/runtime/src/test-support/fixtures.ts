import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { PromptedBatch } from '../types.ts';

/** What make_fixtures.py found for one prompted batch. */
export interface PromptedExpectation {
  prompt: number[][];
  ids: number[][];
  mask: number[][];
  columns: number[];
  labels: number[];
  logits: number[][];
  gradient: number[][];
  /** Per stack and layer, of the second example: the prompt positions (encoder) or the one decoder position. */
  activations: Record<string, number[][][]>;
  logitsWithoutPrompt: number[][];
}

export interface Expectation {
  plain: {
    ids: number[][]; mask: number[][]; logits: number[][] | number[][][]; activations: number[][][];
    scoredRows?: number[]; decoderIds?: number[][];
  };
  prompted: PromptedExpectation;
  buckets?: { bidirectional: number[]; causal: number[] };
}

export const fixtureFolder = (name: string): string => join(fileURLToPath(import.meta.url), '../../../test/fixtures', name);

export const readExpectation = (name: string): Expectation => JSON.parse(readFileSync(join(fixtureFolder(name), 'expected.json'), 'utf8')) as Expectation;

export const intMatrix = (rows: number[][]): Tensor2D => tf.tensor2d(rows, undefined, 'int32');

export function promptedBatch({ prompt, ids, mask }: PromptedExpectation): PromptedBatch {
  return { prompt: tf.tensor2d(prompt), ids: intMatrix(ids), mask: tf.tensor2d(mask) };
}

/** Largest absolute difference between a tensor and nested lists of the same size. */
export function largestDifference(actual: tf.Tensor, expected: unknown): number {
  const values = actual.dataSync();
  const wanted = (expected as number[]).flat(Infinity) as number[];
  if (values.length !== wanted.length) throw new Error(`${values.length} values where ${wanted.length} were expected`);
  return wanted.reduce((largest, value, i) => Math.max(largest, Math.abs(value - values[i]!)), 0);
}
