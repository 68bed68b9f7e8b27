import * as tf from '@tensorflow/tfjs-core';
import { OnnxRuntimeBackendError } from './errors.ts';

const problem = new OnnxRuntimeBackendError({ code: 'ONNXRUNTIME_NOT_INSTALLED', message: 'onnxruntime-node is not installed' });

test('without onnxruntime-node the package imports, setBackend says no, and other backends work', async () => {
  // The types of jest lack what it needs for native ES modules.
  const { unstable_mockModule: mockModule } = import.meta.jest as unknown as { unstable_mockModule: (name: string, make: () => object) => void };
  mockModule('./native.ts', () => ({
    loadOnnxRuntime: () => {
      throw problem;
    },
    checkOnnxRuntime: () => problem,
    bindingPath: () => '',
    supportedExecutionProviders: () => [],
  }));
  tf.enableProdMode();
  const { backendName, checkOnnxRuntime, gelu, runningBackend } = await import('./index.ts');
  expect(await tf.setBackend(backendName)).toBe(false);
  expect(runningBackend()).toBeUndefined();
  expect(checkOnnxRuntime()).toBe(problem);
  expect(await tf.setBackend('cpu')).toBe(true);
  expect(gelu(tf.scalar(0)).dataSync()).toEqual(Float32Array.of(0));
});
