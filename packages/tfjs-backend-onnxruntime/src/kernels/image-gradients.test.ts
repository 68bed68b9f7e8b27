import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend, runningBackend } from '../index.ts';

// What the cpu backend has wrong is compared with the definition: differences of the function itself.

beforeAll(async () => {
  tf.enableProdMode();
  registerOnnxRuntimeBackend({ threads: 1 });
  await tf.setBackend(backendName);
});

const sized = (shape: number[], seed: number): tf.Tensor => tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(1 + i * seed)), shape);

/** Largest difference between the gradient of <weights, f(x)> and its central differences. f is piecewise linear: a wide step loses nothing. */
function gradientError(f: (x: tf.Tensor) => tf.Tensor, shape: number[]): number {
  return tf.tidy(() => {
    const x = sized(shape, 0.7);
    const weights = sized(f(x).shape, 1.3);
    const loss = (at: tf.Tensor): tf.Scalar => tf.sum(tf.mul(weights, f(at)));
    const gradient = tf.grad(loss)(x).dataSync();
    const values = x.dataSync();
    const step = 0.5;
    const differences = Array.from(values, (value, i) => {
      const at = (moved: number): number => {
        const copy = values.slice() as Float32Array;
        copy[i] = value + moved;
        return loss(tf.tensor(copy, shape)).dataSync()[0]!;
      };
      return (at(step) - at(-step)) / (2 * step);
    });
    return Math.max(...differences.map((difference, i) => Math.abs(difference - gradient[i]!)));
  });
}

type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;

test.each<[string, (x: tf.Tensor) => tf.Tensor, number[]]>([
  ['avgPool with padding', (x) => tf.avgPool(x as Image, 3, 1, 'same'), [1, 4, 5, 2]],
  ['avgPool with padding and strides', (x) => tf.avgPool(x as Image, [3, 2], [2, 3], 'same'), [2, 5, 4, 1]],
  ['avgPool with padding on one side', (x) => tf.avgPool(x as Image, 2, 2, 'same'), [1, 3, 5, 2]],
  ['avgPool with explicit padding', (x) => tf.avgPool(x as Image, 3, 1, [[0, 0], [1, 2], [0, 1], [0, 0]]), [1, 3, 3, 1]],
  ['avgPool that leaves a rest', (x) => tf.avgPool(x as Image, 2, 2, 'valid'), [1, 5, 4, 1]],
  ['avgPool3d with padding', (x) => tf.avgPool3d(x as Volume, 2, 1, 'same'), [1, 2, 3, 3, 1]],
  ['resizeBilinear, larger and not square', (x) => tf.image.resizeBilinear(x as Image, [5, 7]), [1, 3, 4, 2]],
  ['resizeBilinear, smaller', (x) => tf.image.resizeBilinear(x as Image, [2, 3]), [2, 5, 4, 1]],
  ['resizeBilinear, corners aligned', (x) => tf.image.resizeBilinear(x as Image, [5, 7], true), [1, 3, 4, 2]],
  ['resizeBilinear, centres of pixels', (x) => tf.image.resizeBilinear(x as Image, [5, 7], false, true), [1, 3, 4, 2]],
  ['resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(x as Image, [5, 7]), [1, 3, 4, 2]],
  ['resizeNearestNeighbor, corners aligned', (x) => tf.image.resizeNearestNeighbor(x as Image, [2, 7], true), [1, 3, 4, 2]],
  ['resizeNearestNeighbor, centres of pixels', (x) => tf.image.resizeNearestNeighbor(x as Image, [2, 7], false, true), [1, 3, 4, 2]],
])('the gradient of %s is that of the function', (_, f, shape) => {
  expect(gradientError(f, shape)).toBeLessThan(2e-5);
});

test('none of them ran on the cpu backend', () => {
  expect(runningBackend()!.statistics().fallbacks).toEqual({});
});
