import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend } from './index.ts';
import { withBackend } from './second-backend.test.helper.ts';

beforeAll(async () => {
  tf.enableProdMode();
  registerOnnxRuntimeBackend({ threads: 1 });
  await tf.setBackend(backendName);
});

test('tf.memory counts live tensors, and says when its bytes are not what is held', () => {
  const empty = tf.memory();
  const x = tf.tensor1d([1, 2, 3]);
  const view = tf.reshape(x, [3, 1]);
  // TensorFlow.js counts the bytes of a view again.
  expect(tf.memory()).toMatchObject({ numTensors: empty.numTensors + 2, numDataBuffers: empty.numDataBuffers + 1, numBytes: empty.numBytes + 24, unreliable: false });
  const y = tf.neg(x);
  expect(tf.memory()).toMatchObject({ numBytes: empty.numBytes + 36, unreliable: true, reasons: ['Recorded tensors take no memory before they run.'] });
  y.dataSync();
  expect(tf.memory()).toMatchObject({ numBytes: empty.numBytes + 36, unreliable: false });
  tf.dispose([x, view, y]);
  expect(tf.memory()).toMatchObject({ numTensors: empty.numTensors, numDataBuffers: empty.numDataBuffers, numBytes: empty.numBytes });
});

test('variables: assigning frees the old value, disposing frees all', () => {
  const before = tf.memory();
  const v = tf.variable(tf.ones([10]));
  for (let i = 0; i < 3; i++) {
    const next = tf.tidy(() => tf.add(v, 1));
    v.assign(next);
    next.dispose();
  }
  expect(v.dataSync()).toEqual(new Float32Array(10).fill(4));
  v.dispose();
  expect(tf.memory().numTensors - before.numTensors).toBeLessThanOrEqual(1);
  tf.disposeVariables();
});

test('tf.profile tells kernels, shapes, times and bytes', async () => {
  const x = tf.tensor2d([[1, 2], [3, 4]]);
  const { kernels, newBytes, peakBytes, newTensors, result } = await tf.profile(() => tf.tidy(() => tf.sum(tf.matMul(x, x))));
  expect(kernels.map(({ name, outputShapes }) => [name, outputShapes])).toEqual([
    ['BatchMatMul', [[2, 2]]],
    ['Sum', [[]]],
  ]);
  expect(kernels.every(({ kernelTimeMs }) => (kernelTimeMs as number) > 0)).toBe(true);
  expect({ newBytes, newTensors }).toEqual({ newBytes: 4, newTensors: 1 });
  expect(peakBytes).toBeGreaterThanOrEqual(16);
  tf.dispose([x, result as unknown as tf.Tensor]);
});

test.each([true, false])('many training steps keep tensors and memory flat (worker: %s)', async (worker) => {
  await withBackend({ worker, threads: 1 }, async (backend) => {
    const weights = tf.variable(tf.randomNormal([200, 200], 0, 0.1, 'float32', 1));
    const optimizer = tf.train.adam(1e-3);
    const inputs = [1, 2, 3].map((rows) => tf.ones([rows, 200]));
    const step = async (i: number): Promise<void> => {
      const loss = optimizer.minimize(() => tf.mean(tf.square(tf.matMul(inputs[i % 3] as tf.Tensor2D, weights as tf.Tensor2D))), true, [weights])!;
      if (i % 4 === 0) await loss.data();
      else backend.flush();
      loss.dispose();
    };
    for (let i = 0; i < 30; i++) await step(i);
    const tensors = tf.memory().numTensors;
    const before = process.memoryUsage();
    // Each step makes 480 kB of new weights and moments: 96 MB that have to go again.
    for (let i = 0; i < 200; i++) await step(i);
    const after = process.memoryUsage();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(backend.statistics().sessions).toBe(3);
    expect(after.external - before.external).toBeLessThan(40e6);
    expect(after.rss - before.rss).toBeLessThan(60e6);
    optimizer.dispose();
    tf.dispose([weights, ...inputs]);
  });
});
