import * as tf from '@tensorflow/tfjs-core';
import { backendName, OnnxRuntimeBackend, type OnnxRuntimeOptions } from './index.ts';

let count = 0;

/** Runs `work` on a backend of its own with these options, beside the one that is registered, and disposes of it. */
export async function withBackend<T>(options: Partial<OnnxRuntimeOptions>, work: (backend: OnnxRuntimeBackend) => Promise<T> | T): Promise<T> {
  const before = tf.getBackend();
  const name = `onnxruntime-${count++}`;
  const backend = new OnnxRuntimeBackend(options);
  for (const kernel of tf.getKernelsForBackend(backendName)) tf.registerKernel({ ...kernel, backendName: name });
  tf.registerBackend(name, () => backend, 0);
  await tf.setBackend(name);
  try {
    return await work(backend);
  } finally {
    await tf.setBackend(before);
    tf.removeBackend(name);
  }
}
