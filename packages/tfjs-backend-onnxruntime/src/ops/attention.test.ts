import * as tf from '@tensorflow/tfjs-core';
import { attention, backendName, labelColumns, runningBackend } from '../index.ts';

const heads = 2;
const headSize = 3;
const width = heads * headSize;

interface Case {
  batch: number;
  queries: number;
  keys: number;
  scale?: number;
  biasShape?: number[];
}

const cases: Record<string, Case> = {
  'self-attention': { batch: 2, queries: 3, keys: 3 },
  'one example, one query': { batch: 1, queries: 1, keys: 4 },
  'one key': { batch: 2, queries: 3, keys: 1 },
  'a padding mask': { batch: 2, queries: 3, keys: 4, biasShape: [2, 1, 1, 4] },
  'relative positions, unscaled': { batch: 2, queries: 3, keys: 4, scale: 1, biasShape: [1, heads, 3, 4] },
  'a bias of its own for every score': { batch: 2, queries: 2, keys: 3, biasShape: [2, heads, 2, 3] },
  'a bias of lower rank': { batch: 2, queries: 2, keys: 3, biasShape: [2, 3] },
};

/** Numbers in [-1, 1] without a pattern. */
function noise(size: number, seed: number): number[] {
  return Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

interface Values {
  query: number[];
  key: number[];
  value: number[];
  bias: number[];
}

function valuesOf({ batch, queries, keys, biasShape }: Case): Values {
  const bias = noise(biasShape === undefined ? 0 : sizeOf(biasShape), 4);
  return { query: noise(batch * queries * width, 1), key: noise(batch * keys * width, 2), value: noise(batch * keys * width, 3), bias };
}

/** The definition, number by number, in double precision. */
function plainAttention({ batch, queries, keys, scale, biasShape }: Case, { query, key, value, bias }: Values): number[] {
  const result: number[] = [];
  const factor = scale ?? 1 / Math.sqrt(headSize);
  const at = (x: number[], rows: number, b: number, row: number, head: number, i: number): number => x[(b * rows + row) * width + head * headSize + i]!;
  const biasAt = (place: number[]): number => {
    if (biasShape === undefined) return 0;
    const fitting = place.slice(place.length - biasShape.length).map((index, axis) => (biasShape[axis] === 1 ? 0 : index));
    return bias[fitting.reduce((sum, index, axis) => sum * biasShape[axis]! + index, 0)]!;
  };
  for (let b = 0; b < batch; b++) {
    for (let q = 0; q < queries; q++) {
      for (let head = 0; head < heads; head++) {
        const scores = Array.from({ length: keys }, (_, k) => {
          let product = 0;
          for (let i = 0; i < headSize; i++) product += at(query, queries, b, q, head, i) * at(key, keys, b, k, head, i);
          return Math.exp(factor * product + biasAt([b, head, q, k]));
        });
        const total = scores.reduce((sum, score) => sum + score, 0);
        for (let i = 0; i < headSize; i++) result.push(scores.reduce((sum, score, k) => sum + (score / total) * at(value, keys, b, k, head, i), 0));
      }
    }
  }
  return result;
}

/** Central differences of the sum of outputs, each with a weight of its own. */
function numericGradient(shape: Case, name: keyof Values, weights: number[]): number[] {
  const values = valuesOf(shape);
  const step = 1e-5;
  return values[name].map((_, i) => {
    const at = (delta: number): number => {
      const moved = { ...values, [name]: values[name].map((v, j) => (j === i ? v + delta : v)) };
      return plainAttention(shape, moved).reduce((sum, v, j) => sum + v * weights[j]!, 0);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

function expectClose(actual: tf.Tensor, expected: number[], digits: number): void {
  const found = actual.dataSync();
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

describe.each([backendName, 'cpu'])('on %s', (name) => {
  beforeAll(async () => {
    // Otherwise the cpu backend advises on the console to install tfjs-node.
    tf.enableProdMode();
    await tf.setBackend(name);
  });

  test.each(Object.entries(cases))('attention with %s, and its gradients', (_, shape) => {
    const { batch, queries, keys, scale, biasShape } = shape;
    const values = valuesOf(shape);
    const weights = noise(batch * queries * width, 5);
    tf.tidy(() => {
      const inputs = [
        tf.tensor3d(values.query, [batch, queries, width]),
        tf.tensor3d(values.key, [batch, keys, width]),
        tf.tensor3d(values.value, [batch, keys, width]),
        ...(biasShape === undefined ? [] : [tf.tensor(values.bias, biasShape)]),
      ];
      const op = (...[query, key, value, bias]: tf.Tensor[]) =>
        attention(query as tf.Tensor3D, key as tf.Tensor3D, value as tf.Tensor3D, { heads, bias, ...(scale === undefined ? {} : { scale }) });
      const result = op(...inputs);
      expect(result.shape).toEqual([batch, queries, width]);
      expectClose(result, plainAttention(shape, values), 5);
      const probed = (...args: tf.Tensor[]) => tf.sum(tf.mul(op(...args), tf.tensor3d(weights, [batch, queries, width])));
      const gradients = tf.grads(probed)(inputs);
      const names = (['query', 'key', 'value', 'bias'] as const).slice(0, inputs.length);
      names.forEach((input, i) => {
        expect(gradients[i]!.shape).toEqual(inputs[i]!.shape);
        expectClose(gradients[i]!, numericGradient(shape, input, weights), 4);
      });
    });
  });

  test('a key that is masked out has no influence, and gets no gradient', () => {
    tf.tidy(() => {
      const [query, value] = [tf.tensor3d(noise(width, 1), [1, 1, width]), tf.tensor3d(noise(2 * width, 3), [1, 2, width])];
      const key = tf.tensor3d(noise(2 * width, 2), [1, 2, width]);
      const bias = tf.tensor4d([0, -1e9], [1, 1, 1, 2]);
      const result = attention(query, key, value, { heads, bias });
      expect([...result.dataSync()]).toEqual([...tf.slice(value, [0, 0, 0], [1, 1, width]).dataSync()]);
      const gradient = tf.grad((v: tf.Tensor) => tf.sum(attention(query, key, v as tf.Tensor3D, { heads, bias })))(value);
      expect([...gradient.dataSync()]).toEqual([...new Array<number>(width).fill(1), ...new Array<number>(width).fill(0)]);
    });
  });

  test('label columns are columns of all logits, scaled, and so are their gradients', () => {
    tf.tidy(() => {
      const inputs = [tf.tensor2d(noise(2 * 4, 1), [2, 4]), tf.tensor2d(noise(5 * 4, 2), [5, 4]), tf.tensor1d(noise(5, 3))];
      const columns = tf.tensor1d([3, 0, 3], 'int32');
      const some = (hidden: tf.Tensor, matrix: tf.Tensor, bias: tf.Tensor) =>
        labelColumns(hidden as tf.Tensor2D, matrix as tf.Tensor2D, columns, { bias: bias as tf.Tensor1D, scale: 0.5 });
      const all = (hidden: tf.Tensor, matrix: tf.Tensor, bias: tf.Tensor) => tf.add(tf.matMul(tf.mul(hidden, 0.5), matrix, false, true), bias) as tf.Tensor2D;
      const chosen = tf.tensor2d([[0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 1], [0, 0, 0]]);
      const [hidden, matrix, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      expectClose(some(hidden, matrix, bias), [...tf.matMul(all(hidden, matrix, bias), chosen).dataSync()], 5);
      const weights = tf.tensor2d(noise(6, 4), [2, 3]);
      const expected = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(tf.matMul(all(args[0]!, args[1]!, args[2]!), chosen), weights)))(inputs);
      tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(some(args[0]!, args[1]!, args[2]!), weights)))(inputs)
        .forEach((gradient, i) => expectClose(gradient, [...expected[i]!.dataSync()], 5));
      expectClose(labelColumns(hidden as tf.Tensor2D, matrix as tf.Tensor2D, columns), [...tf.matMul(tf.matMul(hidden, matrix, false, true), chosen).dataSync()] as number[], 5);
    });
  });
});

test('what nobody asks for is not calculated', async () => {
  await tf.setBackend(backendName);
  const nodesFor = (bias: tf.Tensor, asked: (bias: tf.Tensor) => tf.Tensor): number => {
    asked(bias).dataSync();
    return runningBackend()!.statistics().nodes;
  };
  tf.tidy(() => {
    const [query, key, value] = [1, 2, 3].map((seed) => tf.tensor3d(noise(2 * width, seed), [1, 2, width])) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const bias = tf.tensor4d(noise(2, 4), [1, 1, 1, 2]);
    const gradients = (...args: tf.Tensor[]) =>
      tf.grads((...[q, b]: tf.Tensor[]) => tf.sum(attention(q as tf.Tensor3D, key, value, { heads, bias: b ?? bias })))(args);
    const queryAlone = nodesFor(bias, () => gradients(query)[0]!);
    const both = nodesFor(bias, () => tf.addN(gradients(query, bias).map((gradient) => tf.sum(gradient))));
    expect(queryAlone).toBeLessThan(both - 1);
  });
});
