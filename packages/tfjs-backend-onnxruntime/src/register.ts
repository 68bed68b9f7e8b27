// Registers the gradients of all operations (tfjs-core alone has none in Node) and the cpu backend.
import '@tensorflow/tfjs';
import { engine, getKernelsForBackend, registerBackend, registerKernel, type KernelConfig, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { OnnxRuntimeBackend } from './backend.ts';
import { runOnCpu } from './cpu-fallback.ts';
import { OnnxRuntimeBackendError } from './errors.ts';
import { replaceGradients } from './gradients.ts';
import { startKernel } from './graph/graph-node.ts';
import { isGraphType } from './graph/types.ts';
import { kernels } from './kernels/index.ts';
import type { Kernel } from './kernels/kernel.ts';
import { loadOnnxRuntime } from './native.ts';
import type { OnnxRuntimeOptions } from './options.ts';
import { checkExecutionProviders } from './session/check-providers.ts';

/** The name for `tf.setBackend`. */
export const backendName = 'onnxruntime';

let options: Partial<OnnxRuntimeOptions> = {};
let running: OnnxRuntimeBackend | undefined;
let kernelsRegistered = false;

/**
 * Registers the backend under the name `onnxruntime`; choose it with `await tf.setBackend('onnxruntime')`. Importing the
 * package does this with default options. The native part loads when the backend is first used, and where it cannot,
 * `setBackend` resolves to false: `checkOnnxRuntime()` tells why.
 * @throws OnnxRuntimeBackendError ONNXRUNTIME_ALREADY_STARTED when new options come after the backend has started,
 * ONNXRUNTIME_PROVIDER_UNAVAILABLE when an execution provider cannot be used
 */
export function registerOnnxRuntimeBackend(newOptions: Partial<OnnxRuntimeOptions> = {}): void {
  if (running !== undefined && Object.keys(newOptions).length > 0) {
    throw new OnnxRuntimeBackendError({
      code: 'ONNXRUNTIME_ALREADY_STARTED',
      message: 'The onnxruntime backend runs already, with other options',
      hint: `call registerOnnxRuntimeBackend before tf.setBackend('${backendName}'), or tf.removeBackend('${backendName}') first`,
    });
  }
  if (newOptions.executionProviders !== undefined) checkExecutionProviders(newOptions.executionProviders);
  options = { ...options, ...newOptions };
  if (!kernelsRegistered) registerKernels();
  replaceGradients();
  // Priority 0: never chosen over another backend unless it is asked for.
  if (engine().findBackendFactory(backendName) === null) registerBackend(backendName, startBackend, 0);
}

/** The running backend; undefined before its first use. */
export function runningBackend(): OnnxRuntimeBackend | undefined {
  return running;
}

function startBackend(): OnnxRuntimeBackend {
  loadOnnxRuntime();
  running = new OnnxRuntimeBackend(options, () => {
    running = undefined;
  });
  return running;
}

function registerKernels(): void {
  kernelsRegistered = true;
  const recorded = new Set(kernels.map(({ name }) => name));
  for (const kernel of kernels) registerKernel({ kernelName: kernel.name, backendName, kernelFunc: recordingKernel(kernel) });
  for (const { kernelName } of getKernelsForBackend('cpu')) {
    if (!recorded.has(kernelName)) registerKernel({ kernelName, backendName, kernelFunc: cpuKernel(kernelName) });
  }
}

function recordingKernel(kernel: Kernel): KernelConfig['kernelFunc'] {
  return ({ inputs, attrs, backend }) => {
    const graph = backend as OnnxRuntimeBackend;
    startKernel(kernel.name);
    const obstacle = kernel.takesAnyData ? undefined : obstacleIn(inputs);
    const result = obstacle === undefined ? kernel.record(inputs, attrs ?? {}, graph) : null;
    if (result === null) return runOnCpu(kernel.name, inputs, attrs as Record<string, never>, graph, obstacle ?? 'case not recorded');
    graph.flushIfLarge();
    return result;
  };
}

/** ONNX Runtime refuses some kernels on empty tensors and knows no string or complex ones. */
function obstacleIn(inputs: NamedTensorInfoMap): string | undefined {
  for (const name in inputs) {
    const input = inputs[name] as TensorInfo | undefined | null;
    if (input === undefined || input === null) continue;
    if (!isGraphType(input.dtype)) return `${input.dtype} tensor`;
    if (input.shape.includes(0)) return 'empty tensor';
  }
  return undefined;
}

function cpuKernel(kernelName: string): KernelConfig['kernelFunc'] {
  return ({ inputs, attrs, backend }) => {
    return runOnCpu(kernelName, inputs, attrs as Record<string, never>, backend as OnnxRuntimeBackend, 'kernel not recorded');
  };
}
