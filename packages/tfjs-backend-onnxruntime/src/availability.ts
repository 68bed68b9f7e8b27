// What can be told of ONNX Runtime on this machine without loading TensorFlow.js, which takes half a second.
export { OnnxRuntimeBackendError, type OnnxRuntimeErrorCode } from './errors.ts';
export { checkOnnxRuntime, supportedExecutionProviders, type ExecutionProvider } from './native.ts';
export { checkExecutionProviders } from './session/check-providers.ts';
