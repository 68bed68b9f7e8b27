import fc from 'fast-check';
import { makeBatches, type BatchOptions } from './batches.ts';
import type { EncodedExample } from './types.ts';

const encodedOf = (lengths: readonly number[]): EncodedExample[] => lengths.map((length, i) => ({ id: String(i), ids: Int32Array.from({ length }, (_, j) => 1000 * i + j + 1), label: i % 3 }));

const inputs = fc.record({
  lengths: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }),
  batchSize: fc.integer({ min: 1, max: 17 }),
  multipleOf: fc.integer({ min: 1, max: 16 }),
  shuffleSeed: fc.option(fc.integer({ min: 0 }), { nil: undefined }),
  maxTokensPerBatch: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
});

test('every example appears exactly once, with its tokens, mask and label', () => {
  fc.assert(
    fc.property(inputs, ({ lengths, ...options }) => {
      const encoded = encodedOf(lengths);
      const seen: number[] = [];
      for (const { size, length, ids, mask, labels, indices } of makeBatches(encoded, { padId: -7, ...options })) {
        expect([ids.length, mask.length, labels.length, indices.length]).toEqual([size * length, size * length, size, size]);
        indices.forEach((index, row) => {
          const { ids: tokens, label } = encoded[index]!;
          expect([...ids.subarray(row * length, (row + 1) * length)]).toEqual([...tokens, ...Array<number>(length - tokens.length).fill(-7)]);
          expect(mask.subarray(row * length, (row + 1) * length).reduce((a, b) => a + b, 0)).toBe(tokens.length);
          expect(labels[row]).toBe(label);
          seen.push(index);
        });
      }
      expect(seen.sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    }),
  );
});

test('sizes and shapes stay within the bounds asked for', () => {
  fc.assert(
    fc.property(inputs, ({ lengths, ...options }) => {
      const batches = [...makeBatches(encodedOf(lengths), { padId: 0, ...options })];
      for (const { size, length } of batches) {
        expect(size).toBeLessThanOrEqual(options.batchSize);
        expect(length === 1 || length % options.multipleOf === 0).toBe(true);
        if (options.maxTokensPerBatch !== undefined && size > 1) expect(size * length).toBeLessThanOrEqual(options.maxTokensPerBatch);
      }
      if (options.maxTokensPerBatch === undefined) expect(batches.slice(0, -1).every(({ size }) => size === options.batchSize)).toBe(true);
    }),
  );
});

test('dropLast leaves whole batches only', () => {
  fc.assert(
    fc.property(inputs, ({ lengths, batchSize, shuffleSeed }) => {
      const batches = [...makeBatches(encodedOf(lengths), { padId: 0, batchSize, shuffleSeed, dropLast: true })];
      expect(batches.map(({ size }) => size)).toEqual(Array(Math.floor(lengths.length / batchSize)).fill(batchSize));
    }),
  );
});

const lengths = Array.from({ length: 500 }, (_, i) => 5 + ((i * 37) % 90));
const order = (options: Partial<BatchOptions>) => [...makeBatches(encodedOf(lengths), { padId: 0, batchSize: 16, ...options })].flatMap(({ indices }) => [...indices]);

test('the seed decides the order; without one, longest first', () => {
  expect(order({ shuffleSeed: 1 })).toEqual(order({ shuffleSeed: 1 }));
  expect(order({ shuffleSeed: 1 })).not.toEqual(order({ shuffleSeed: 2 }));
  const sorted = order({}).map((index) => lengths[index]!);
  expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
});

test('length buckets keep padding low and shapes few, though the order is random', () => {
  const batches = [...makeBatches(encodedOf(lengths), { padId: 0, batchSize: 16, shuffleSeed: 3 })];
  const cells = batches.reduce((sum, { size, length }) => sum + size * length, 0);
  const tokens = lengths.reduce((a, b) => a + b, 0);
  expect(cells / tokens).toBeLessThan(1.12);
  expect(new Set(batches.map(({ length }) => length)).size).toBeLessThanOrEqual(24);
});

test('rounding up stops at the longest input that the model takes', () => {
  expect(makeBatches(encodedOf([131, 3]), { padId: 0, batchSize: 1, maxLength: 131 }).at(0).length).toBe(131);
  expect(makeBatches(encodedOf([131, 3]), { padId: 0, batchSize: 1, maxLength: 131 }).at(1).length).toBe(4);
});

test('a batch can be had by its number, and wrong options are errors', () => {
  const batches = makeBatches(encodedOf([3, 4]), { padId: 0, batchSize: 1 });
  expect(batches.length).toBe(2);
  expect(batches.at(1)).toEqual([...batches][1]);
  expect(() => batches.at(2)).toThrow(RangeError);
  expect([...makeBatches([], { padId: 0, batchSize: 4 })]).toEqual([]);
  for (const bad of [{ batchSize: 0 }, { batchSize: 1.5 }, { batchSize: 2, multipleOf: 0 }, { batchSize: 2, maxTokensPerBatch: -1 }]) {
    expect(() => makeBatches([], { padId: 0, ...bad })).toThrow(expect.objectContaining({ code: 'BATCH_OPTIONS' }));
  }
});
