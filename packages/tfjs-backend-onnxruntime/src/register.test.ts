import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend, runningBackend } from './index.ts';

test('the backend is never chosen unasked', () => {
  tf.enableProdMode();
  expect(tf.getBackend()).not.toBe(backendName);
});

test('options count until the backend starts, and again after it is removed', async () => {
  registerOnnxRuntimeBackend({ threads: 1, maxSessionBytes: 5e6 });
  await tf.setBackend(backendName);
  expect(runningBackend()!.options).toMatchObject({ threads: 1, maxSessionBytes: 5e6, memoryPattern: false });
  registerOnnxRuntimeBackend();
  expect(() => registerOnnxRuntimeBackend({ threads: 2 })).toThrow(expect.objectContaining({ code: 'ONNXRUNTIME_ALREADY_STARTED' }));
  tf.removeBackend(backendName);
  expect(runningBackend()).toBeUndefined();
  registerOnnxRuntimeBackend({ threads: 2 });
  await tf.setBackend(backendName);
  expect(runningBackend()!.options).toMatchObject({ threads: 2, maxSessionBytes: 5e6 });
});

test('every kernel of the cpu backend can be called', () => {
  const names = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  expect(tf.getKernelsForBackend('cpu').filter(({ kernelName }) => !names.has(kernelName))).toEqual([]);
});
