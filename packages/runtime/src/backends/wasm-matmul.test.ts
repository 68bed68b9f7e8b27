import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { useBackend } from '../index.ts';

const random = createRandom('products');
const values = (rows: number, columns: number) => Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));

/** By the definition. */
const product = (a: number[][], b: number[][]) => a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const turned = (a: number[][]) => a[0]!.map((_, j) => a.map((row) => row[j]!));

beforeAll(() => useBackend('wasm'));

test.each([[3, 4, 5], [1, 4, 5], [3, 1, 5], [3, 4, 1], [1, 1, 1]])('products of %i x %i and %i columns, either side transposed', (n, k, m) => {
  const [a, b] = [values(n, k), values(k, m)];
  const expected = tf.tensor2d(product(a, b));
  for (const [transposeA, transposeB] of [[false, true], [true, false], [true, true]] as const) {
    const left = tf.tensor2d(transposeA ? turned(a) : a);
    const right = tf.tensor2d(transposeB ? turned(b) : b);
    const result = tf.matMul(left, right, transposeA, transposeB);
    expect(tf.max(tf.abs(tf.sub(result, expected))).dataSync()[0]).toBeLessThan(1e-5);
    expect(left.arraySync()[0]![0]).toBeCloseTo(a[0]![0]!);
    tf.dispose([left, right, result]);
  }
});

test('batches of products still work', () => {
  const a = tf.tensor3d([values(2, 3), values(2, 3)]);
  const found = tf.matMul(a, a, false, true).arraySync() as number[][][];
  expect(found[1]![0]![1]).toBeCloseTo(product(a.arraySync()[1]!, turned(a.arraySync()[1]!))[0]![1]!, 5);
});

test('repeated products keep no memory', () => {
  const [x, w] = [tf.ones<tf.Rank.R2>([8, 4]), tf.ones<tf.Rank.R2>([6, 4])];
  const before = tf.memory().numBytes;
  const backend = tf.backend() as unknown as { dataIdMap?: { numDataIds(): number } };
  const held = backend.dataIdMap?.numDataIds();
  for (let i = 0; i < 10; i++) tf.matMul(x, w, false, true).dispose();
  expect(tf.memory().numBytes).toBe(before);
  expect(held).toBeGreaterThan(0);
  expect(backend.dataIdMap?.numDataIds()).toBe(held);
});
