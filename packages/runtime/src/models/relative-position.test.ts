import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../index.ts';
import { readExpectation } from '../test-support/fixtures.ts';
import { bucketTable, relativeBias, relativePositionBucket } from './relative-position.ts';

beforeAll(() => useBackend('cpu'));

// transformers' _relative_position_bucket for distances -300 to 300, 32 buckets, maximum distance 128.
const { buckets } = readExpectation('t5');

test.each(['bidirectional', 'causal'] as const)('%s buckets are those of transformers', (kind) => {
  const found = buckets![kind].map((_, i) => relativePositionBucket(i - 300, kind === 'bidirectional', 32, 128));
  expect(found).toEqual(buckets![kind]);
});

test('the table holds the bucket of key minus query', () => {
  const table = bucketTable(3, 5, true, 32, 128).arraySync();
  expect(table[2]).toEqual([-2, -1, 0, 1, 2].map((distance) => relativePositionBucket(distance, true, 32, 128)));
});

test('the bias holds the value of each bucket per head', () => {
  const values = tf.tensor2d([[1, 2], [3, 4]]);
  const bias = relativeBias(values, tf.tensor2d([[0, 1], [1, 1]], undefined, 'int32'));
  expect(bias.arraySync()).toEqual([[[[1, 3], [3, 3]], [[2, 4], [4, 4]]]]);
});
