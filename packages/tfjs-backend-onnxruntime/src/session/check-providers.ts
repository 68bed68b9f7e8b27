import { messageOf, OnnxRuntimeBackendError } from '../errors.ts';
import { loadOnnxRuntime, supportedExecutionProviders, type ExecutionProvider } from '../native.ts';
import { encodeModel } from '../onnx/onnx-model.ts';

/**
 * Checks that sessions can be made for these execution providers, by making one of the smallest model there is.
 * @throws OnnxRuntimeBackendError ONNXRUNTIME_PROVIDER_UNAVAILABLE for one that the binary lacks or that does not work on
 * this machine; what {@link loadOnnxRuntime} throws
 */
export function checkExecutionProviders(names: readonly string[]): void {
  const supported = supportedExecutionProviders();
  for (const name of names) {
    const provider = supported.find((candidate) => candidate.name === name);
    if (provider === undefined) {
      throw new OnnxRuntimeBackendError({
        code: 'ONNXRUNTIME_PROVIDER_UNAVAILABLE',
        message: `onnxruntime-node for ${process.platform}-${process.arch} has no execution provider "${name}"`,
        hint: `it has ${supported.map((candidate) => candidate.name).join(', ')}`,
      });
    }
    if (name !== 'cpu') tryProvider(provider);
  }
}

function tryProvider({ name, bundled }: ExecutionProvider): void {
  const value = { type: 'float32', shape: [1] } as const;
  const model = encodeModel({
    nodes: [{ op: 'Neg', domain: '', inputs: ['x'], outputs: ['y'], attributes: null }],
    initializers: [],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  });
  const session = new (loadOnnxRuntime())();
  try {
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, { executionProviders: [name], logSeverityLevel: 4 });
  } catch (error) {
    throw new OnnxRuntimeBackendError({
      code: 'ONNXRUNTIME_PROVIDER_UNAVAILABLE',
      message: `The execution provider "${name}" does not work here: ${messageOf(error).split('\n')[0]}`,
      hint: bundled ? 'it needs a device and its driver' : 'it needs a device, its driver, and libraries that the install script of onnxruntime-node fetches',
      cause: error,
    });
  }
  session.dispose();
}
