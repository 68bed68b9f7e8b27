import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * T5's bucket of a relative position (key minus query): half of the buckets are exact, the others grow logarithmically up to
 * `maxDistance` (Raffel et al. 2020). In float32 steps, so that distances on a bucket's edge fall as they do in PyTorch.
 */
export function relativePositionBucket(relativePosition: number, bidirectional: boolean, buckets: number, maxDistance: number): number {
  const perDirection = bidirectional ? Math.floor(buckets / 2) : buckets;
  const offset = bidirectional && relativePosition > 0 ? perDirection : 0;
  const distance = bidirectional ? Math.abs(relativePosition) : Math.max(0, -relativePosition);
  const exact = Math.floor(perDirection / 2);
  if (distance < exact) return offset + distance;
  const f = Math.fround;
  const growth = f(f(Math.log(f(distance / exact))) / Math.log(maxDistance / exact));
  const logarithmic = exact + Math.floor(f(growth * (perDirection - exact)));
  return offset + Math.min(logarithmic, perDirection - 1);
}

/** Buckets of all pairs, int32 [queries, keys]. */
export function bucketTable(queries: number, keys: number, bidirectional: boolean, buckets: number, maxDistance: number): Tensor2D {
  // Every row is the same line of buckets, read one place further to the left.
  const line = Int32Array.from({ length: queries + keys - 1 }, (_, i) => relativePositionBucket(i - (queries - 1), bidirectional, buckets, maxDistance));
  const table = new Int32Array(queries * keys);
  for (let query = 0; query < queries; query++) table.set(line.subarray(queries - 1 - query, queries - 1 - query + keys), query * keys);
  return tf.tensor2d(table, [queries, keys], 'int32');
}

/**
 * The bias added to attention scores, [1, heads, queries, keys].
 * @param values learned values [buckets, heads]
 * @param table int32 [queries, keys]
 */
export function relativeBias(values: Tensor2D, table: Tensor2D): Tensor4D {
  return tf.expandDims(tf.transpose(tf.gather(values, table), [2, 0, 1]), 0);
}
