import { makeBatches } from '@skill-neurons/data';
import { flopsPerExample } from './flops.ts';
import { lengthsOf, readHistogram } from './length-histogram.ts';
import type { BenchModel } from './models.ts';

/** What rounding padded lengths up to a multiple costs and saves over SST-2's training lengths. */
export interface BucketRow {
  multipleOf: number;
  /** Distinct batch shapes of an epoch: each is compiled once. */
  shapes: number;
  /** Tokens of text that are padding. */
  paddingShare: number;
  /** Needed operations of an epoch of training steps, relative to padding each batch to its longest text. */
  relativeWork: number;
  /** Seconds of compiling and running, where both were measured: one epoch, and its first hundred steps. */
  epochSeconds?: number;
  hundredStepsSeconds?: number;
}

/** Measured on this machine: training steps' GFLOP/s, and milliseconds to compile the graph of a new shape. */
export interface MeasuredCosts {
  gflops: number;
  compileMs: number;
}

const multiples = [1, 2, 4, 8, 16, 32, 64];
const firstSteps = 100;

/** Counts batch shapes of an epoch for several roundings, with the toolkit's own batching. */
export function countShapes(model: BenchModel, batchSize: number, measured?: MeasuredCosts): BucketRow[] {
  const { config, virtualTokens } = model;
  const examples = lengthsOf(readHistogram(model.tokenizer), 'epoch').map((length, i) => ({ id: String(i), ids: new Int32Array(Math.min(length, model.fixedTextLength)), label: i % 2 }));
  const present = examples.reduce((sum, { ids }) => sum + ids.length, 0);
  const rows = multiples.map((multipleOf) => {
    const batches = [...makeBatches(examples, { batchSize, padId: config.padTokenId, multipleOf, maxLength: model.fixedTextLength, shuffleSeed: 1 })];
    const flops = batches.map(({ size, length }) => size * flopsPerExample(config, 'train', { virtualTokens, textLength: length, classes: 2 }));
    const shapesOf = (list: typeof batches) => new Set(list.map(({ size, length }) => `${size} x ${length}`)).size;
    const tokens = batches.reduce((sum, { size, length }) => sum + size * length, 0);
    const seconds = (count: number) => measured && total(flops.slice(0, count)) / measured.gflops / 1e9 + (shapesOf(batches.slice(0, count)) * measured.compileMs) / 1000;
    return { multipleOf, shapes: shapesOf(batches), paddingShare: 1 - present / tokens, work: total(flops), epochSeconds: seconds(batches.length), hundredStepsSeconds: seconds(firstSteps) };
  });
  return rows.map(({ work, epochSeconds, hundredStepsSeconds, ...row }) => ({
    ...row, relativeWork: work / rows[0]!.work, ...(epochSeconds !== undefined && { epochSeconds }), ...(hundredStepsSeconds !== undefined && { hundredStepsSeconds }),
  }));
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
