import { createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { EncodedExample, TokenBatch } from './types.ts';

export interface BatchOptions {
  /** Rows of a batch; only the last one, or one bounded by `maxTokensPerBatch`, has fewer. */
  batchSize: number;
  /** Token id that fills up short rows. */
  padId: number;
  /** Padded lengths are rounded up to a multiple of this, so that few distinct shapes appear. Default 4: see docs/data.md. */
  multipleOf?: number;
  /** Rounding up stops here: the longest input that the model takes. */
  maxLength?: number;
  /** Shuffles the batches and what they hold. Without a seed: longest first, so that a lack of memory shows at once. */
  shuffleSeed?: number | string;
  /** Leaves out the examples that fill no whole batch (random ones when shuffled). */
  dropLast?: boolean;
  /** At most this many tokens, padding counted, in a batch; a longer example is a batch of its own. */
  maxTokensPerBatch?: number;
}

/** Batches that are padded when they are asked for. */
export interface TokenBatches extends Iterable<TokenBatch> {
  readonly length: number;
  at(index: number): TokenBatch;
}

/** Chosen with bench/buckets.mjs; what it found is in docs/data.md. */
const defaultMultiple = 4;
/** When shuffled, examples are sorted by length within groups of this many batches: little padding, still random. */
const batchesPerGroup = 20;

/**
 * Groups examples of similar length into padded batches. Every example appears exactly once (but for `dropLast`).
 * The same examples, options and seed give the same batches.
 *
 * @throws BATCH_OPTIONS
 */
export function makeBatches(encoded: readonly EncodedExample[], options: BatchOptions): TokenBatches {
  checkOptions(options);
  const plan = options.shuffleSeed === undefined ? planSorted(encoded, options) : planShuffled(encoded, options);
  const at = (index: number): TokenBatch => {
    const rows = plan[index];
    if (rows === undefined) throw new RangeError(`there is no batch ${index} of ${plan.length}`);
    return padBatch(encoded, rows, options);
  };
  return {
    length: plan.length,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < plan.length; index++) yield at(index);
    },
  };
}

function planSorted(encoded: readonly EncodedExample[], options: BatchOptions): number[][] {
  const order = sortByLength(encoded.map((_, i) => i), encoded);
  const kept = options.dropLast ? order.slice(0, order.length - (order.length % options.batchSize)) : order;
  return cut(kept, encoded, options);
}

function planShuffled(encoded: readonly EncodedExample[], options: BatchOptions): number[][] {
  const random = createRandom(options.shuffleSeed!).fork('batches');
  const order = [...random.permutation(encoded.length)];
  // The examples that fill no whole batch are set aside first, so that they are random and not the longest.
  const whole = order.length - (order.length % options.batchSize);
  const batches: number[][] = [];
  const groupSize = options.batchSize * batchesPerGroup;
  for (let start = 0; start < whole; start += groupSize) {
    batches.push(...cut(sortByLength(order.slice(start, Math.min(start + groupSize, whole)), encoded), encoded, options));
  }
  const shuffled = random.shuffle(batches);
  return options.dropLast || whole === order.length ? shuffled : [...shuffled, ...cut(sortByLength(order.slice(whole), encoded), encoded, options)];
}

const sortByLength = (rows: readonly number[], encoded: readonly EncodedExample[]) => [...rows].sort((a, b) => encoded[b]!.ids.length - encoded[a]!.ids.length || a - b);

/** Cuts rows that are sorted longest first: the first row of a batch gives its length. */
function cut(rows: readonly number[], encoded: readonly EncodedExample[], options: BatchOptions): number[][] {
  const batches: number[][] = [];
  for (let start = 0; start < rows.length; ) {
    const length = paddedLength(encoded[rows[start]!]!.ids.length, options);
    const size = Math.max(1, Math.min(options.batchSize, Math.floor((options.maxTokensPerBatch ?? Infinity) / length)));
    batches.push(rows.slice(start, start + size));
    start += size;
  }
  return batches;
}

function paddedLength(longest: number, { multipleOf = defaultMultiple, maxLength = Infinity }: BatchOptions): number {
  return Math.max(1, longest, Math.min(Math.ceil(longest / multipleOf) * multipleOf, maxLength));
}

function padBatch(encoded: readonly EncodedExample[], rows: readonly number[], options: BatchOptions): TokenBatch {
  const size = rows.length;
  const length = paddedLength(Math.max(...rows.map((row) => encoded[row]!.ids.length)), options);
  const ids = new Int32Array(size * length).fill(options.padId);
  const mask = new Float32Array(size * length);
  rows.forEach((row, i) => {
    const tokens = encoded[row]!.ids;
    ids.set(tokens, i * length);
    mask.fill(1, i * length, i * length + tokens.length);
  });
  const batch: TokenBatch = { size, length, ids, mask, labels: Int32Array.from(rows, (row) => encoded[row]!.label), indices: Int32Array.from(rows) };
  if (encoded[rows[0]!]!.maskPositions !== undefined) batch.maskPositions = Int32Array.from(rows.flatMap((row) => encoded[row]!.maskPositions ?? []));
  return batch;
}

function checkOptions({ batchSize, multipleOf = defaultMultiple, maxTokensPerBatch = 1, maxLength = 1 }: BatchOptions): void {
  for (const [name, value] of Object.entries({ batchSize, multipleOf, maxTokensPerBatch, maxLength })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new SkillNeuronsError({ code: 'BATCH_OPTIONS', message: `${name} is ${value}`, hint: 'use a whole number from 1' });
  }
}
