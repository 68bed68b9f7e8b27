import { registerOnnxRuntimeBackend } from './register.ts';

export { OnnxRuntimeBackend } from './backend.ts';
export { OnnxRuntimeBackendError, type OnnxRuntimeErrorCode } from './errors.ts';
export { checkOnnxRuntime, supportedExecutionProviders, type ExecutionProvider } from './native.ts';
export type { OnnxRuntimeOptions } from './options.ts';
export { attention, type AttentionOptions } from './ops/attention.ts';
export { countAbove } from './ops/count-above.ts';
export { gelu, type GeluForm } from './ops/gelu.ts';
export { labelColumns, type LabelColumnsOptions } from './ops/label-columns.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { rmsNorm } from './ops/rms-norm.ts';
export { backendName, registerOnnxRuntimeBackend, runningBackend } from './register.ts';
export type { BackendStatistics, FallbackCount } from './statistics.ts';

registerOnnxRuntimeBackend();
