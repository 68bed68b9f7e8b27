// What the bundle holds: all gradients and chained operations, the backend, and the tests of tfjs-core.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import '@tensorflow/tfjs-backend-cpu';
import { registerOnnxRuntimeBackend } from '../src/index.ts';

const backendName = process.env.SUITE_BACKEND ?? 'onnxruntime';
registerOnnxRuntimeBackend({ worker: process.env.SUITE_WORKER === 'yes' });
setTestEnvs([{ name: backendName, backendName, isDataSync: true }]);
await import('@tensorflow/tfjs-core/dist/tests.js');
