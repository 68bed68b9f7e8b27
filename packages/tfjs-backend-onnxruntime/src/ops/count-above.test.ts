import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { backendName, countAbove, runningBackend } from '../index.ts';

const numbers = fc.oneof(fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity), fc.float({ noNaN: true }));

/** x [rows, columns], thresholds [columns], groups [groups][rows] */
const cases = fc.record({ rows: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 9 }), groups: fc.integer({ min: 1, max: 5 }) }).chain(({ rows, columns, groups }) => {
  const list = <T>(of: fc.Arbitrary<T>, length: number) => fc.array(of, { minLength: length, maxLength: length });
  return fc.record({ x: list(list(numbers, columns), rows), thresholds: list(numbers, columns), groups: list(list(fc.boolean(), rows), groups) });
});

describe.each([backendName, 'cpu'])('on %s', (name) => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend(name);
  });

  test('counts are those of a loop', () => {
    fc.assert(fc.property(cases, ({ x, thresholds, groups }) => {
      const asFloat = (row: readonly number[]) => [...Float32Array.from(row)];
      const expected = groups.map((members) => thresholds.map((threshold, c) => x.filter((row, r) => members[r] && Math.fround(row[c]!) > Math.fround(threshold)).length));
      const found = tf.tidy(() => countAbove(tf.tensor2d(x.map(asFloat)), tf.tensor1d(thresholds), tf.tensor2d(groups, [groups.length, x.length], 'bool')));
      expect(found.dtype).toBe('int32');
      expect(found.arraySync()).toEqual(expected);
      found.dispose();
    }), { numRuns: 60 });
  });

  test('more rows than a byte can count', () => {
    const found = tf.tidy(() => countAbove(tf.ones([1000, 3]), tf.tensor1d([0, 1, 0.5]), tf.ones([2, 1000], 'bool')));
    expect(found.arraySync()).toEqual([[1000, 0, 1000], [1000, 0, 1000]]);
    found.dispose();
  });
});

test('nothing of it runs on the cpu backend', async () => {
  await tf.setBackend(backendName);
  tf.tidy(() => countAbove(tf.ones([4, 3]), tf.tensor1d([0, 1, 0.5]), tf.ones([2, 4], 'bool')).dataSync());
  expect(runningBackend()!.statistics().fallbacks).toEqual({});
});
