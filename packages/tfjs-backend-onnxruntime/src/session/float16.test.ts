import * as tf from '@tensorflow/tfjs-core';
import { backendName, runningBackend, type OnnxRuntimeBackend } from '../index.ts';
import { withBackend } from '../second-backend.test.helper.ts';

let backend: OnnxRuntimeBackend;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend(backendName);
  backend = runningBackend()!;
});

/** To half precision, ties to even, by the definition: 11 significant bits, the smallest step 2^-24, the largest value 65,504. */
function roundedToHalf(value: number): number {
  const step = 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - 10, -24);
  const quotient = value / step;
  const below = Math.floor(quotient);
  const rest = quotient - below;
  const whole = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  const rounded = whole * step;
  return Math.abs(rounded) > 65_504 ? Math.sign(value) * Infinity : rounded;
}

test('reads as the values rounded to half precision, and keeps type and shape', async () => {
  const values = Float32Array.from([1, -1.0004883, 1.00048828125, 0.1, -3e-8, 5.9e-8, 6.1e-5, 65504, 65519, 65520, -7e4, 1 / 3, 2049, 2051]);
  const x = tf.tensor2d(values, [2, 7]);
  const half = backend.storeAsFloat16(x);
  expect({ dtype: half.dtype, shape: half.shape }).toEqual({ dtype: 'float32', shape: [2, 7] });
  const expected = Float32Array.from(values, roundedToHalf);
  expect(half.dataSync()).toEqual(expected);
  x.dispose();
  expect(await half.data()).toEqual(expected);
  expect(tf.memory()).toMatchObject({ unreliable: true, reasons: ['1 tensors take half their size: they are stored as float16.'] });
  half.dispose();
  expect(backend.numDataIds()).toBe(0);
});

test.each([true, false])('calculating with it equals calculating with rounded weights, gradients included (worker: %s)', async (worker) => {
  await withBackend({ worker }, (own) => {
    tf.tidy(() => {
      const weights = tf.randomNormal([300, 200], 0, 1, 'float32', 1);
      const x = tf.randomNormal([4, 300], 0, 1, 'float32', 2);
      const rounded = tf.tensor2d(Float32Array.from(weights.dataSync(), roundedToHalf), [300, 200]);
      const half = own.storeAsFloat16(weights) as tf.Tensor2D;
      const results = [rounded, half].map((w) => {
        const loss = (input: tf.Tensor): tf.Scalar => tf.mean(tf.square(tf.matMul(input, w)));
        const { value, grad } = tf.valueAndGrad(loss)(x);
        return [Array.from(value.dataSync()), Array.from(grad.dataSync()), Array.from(tf.reshape(tf.transpose(w), [-1]).dataSync())];
      });
      expect(results[1]).toEqual(results[0]);
    });
    expect(own.numDataIds()).toBe(0);
  });
});

test('only float32 tensors', () => {
  const x = tf.tensor1d([1, 2], 'int32');
  expect(() => backend.storeAsFloat16(x)).toThrow('int32');
  x.dispose();
});
