import * as fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './conformance/index.ts';
import { backendName } from './index.ts';

/** Operations by number: each takes the tensor so far and a number that picks its details. */
const operations: readonly ((x: tf.Tensor, pick: number, first: tf.Tensor) => tf.Tensor)[] = [
  (x) => tf.add(x, 1.5),
  (x) => tf.mul(x, x),
  (x) => tf.relu(x),
  (x, _, first) => tf.sub(x, tf.mean(first)),
  (x) => tf.transpose(x),
  (x, pick) => tf.sum(x, x.rank === 0 ? undefined : pick % x.rank, pick % 2 === 0),
  (x, pick) => (x.rank === 0 ? tf.neg(x) : tf.max(x, pick % x.rank)),
  (x) => tf.reshape(x, [-1]),
  (x) => (x.rank < 4 ? tf.expandDims(x, 0) : x),
  (x) => (x.rank < 4 && x.size < 200 ? tf.broadcastTo(x, [2, ...x.shape]) : tf.neg(x)),
  (x, pick) => (x.rank === 0 || x.size > 200 ? x : tf.concat([x, tf.neg(x)], pick % x.rank)),
  (x, pick) => (x.rank === 0 ? x : tf.slice(x, x.shape.map(() => 0), x.shape.map((size, i) => (i === pick % x.rank ? Math.max(1, size - 1) : size)))),
  (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.1)),
  (x) => (x.rank === 2 ? tf.matMul(x, x, false, true) : tf.tanh(x)),
  (x) => (x.rank === 0 ? x : tf.softmax(x)),
  (x) => tf.clipByValue(tf.cast(tf.cast(x, 'int32'), 'float32'), -3, 3),
  (x, pick) => (x.rank === 0 || x.size > 200 ? x : tf.tile(x, x.shape.map((_, i) => (i === pick % x.rank ? 2 : 1)))),
  (x, pick) => (x.rank === 0 ? x : tf.gather(x, tf.range(0, 2, 1, 'int32').mul(0).toInt() as tf.Tensor1D, pick % x.rank)),
];

interface Step {
  operation: number;
  pick: number;
  /** Read in the middle, so that the graph is cut there. */
  read: boolean;
}

async function evaluate(backend: string, shape: number[], steps: readonly Step[]): Promise<{ shape: number[]; dtype: 'float32'; values: number[] }[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const size = shape.reduce((a, b) => a * b, 1);
    const first = tf.tensor(Float32Array.from({ length: size }, (_, i) => ((i * 0.618) % 1) * 4 - 2), shape);
    const final = steps.reduce((x, { operation, pick, read }) => {
      const next = tf.clipByValue(operations[operation]!(x, pick, first), -100, 100);
      if (read && backend === backendName) next.dataSync();
      return next;
    }, first as tf.Tensor);
    return [{ shape: final.shape, dtype: 'float32' as const, values: Array.from(final.dataSync()) }];
  });
}

test('random programs give the results of the cpu backend, wherever they are read', async () => {
  tf.enableProdMode();
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
  const step = fc.record({ operation: fc.nat(operations.length - 1), pick: fc.nat(5), read: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(shapes, fc.array(step, { maxLength: 8 }), async (shape, steps) => {
      const expected = await evaluate('cpu', shape, steps);
      const actual = await evaluate(backendName, shape, steps);
      expect(differences(expected, actual, 1e-3)).toEqual([]);
    }),
    { numRuns: 150, seed: 7 },
  );
});
