import { createRequire } from 'node:module';
import { messageOf, OnnxRuntimeBackendError } from './errors.ts';
import type { FeedValues } from './graph/types.ts';

/** A tensor as the native binding reads it: a plain object, no copy. */
export interface NativeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: FeedValues;
  readonly location: 'cpu';
}

export interface NativeSession {
  loadModel(model: ArrayBuffer, byteOffset: number, byteLength: number, options: object): void;
  run(feeds: Record<string, NativeTensor>, fetches: Record<string, null>, options: object): Record<string, NativeTensor>;
  dispose(): void;
}

/** An execution provider that the binary was built with. */
export interface ExecutionProvider {
  name: string;
  /** False where it needs libraries that the package does not contain. */
  bundled: boolean;
}

export interface NativeModule {
  binding: { InferenceSession: new () => NativeSession; listSupportedBackends: () => ExecutionProvider[] };
  initOrt: () => void;
}

/** The version whose synchronous binding this package is written against. */
export const onnxRuntimeVersion = '1.30.0';

const binding = 'onnxruntime-node/dist/binding.js';

let loaded: NativeModule | undefined;

/**
 * Loads the native part of onnxruntime-node on first use.
 * The binding is not public API (the public one cannot run synchronously), hence the exact version in package.json.
 * @throws OnnxRuntimeBackendError when it is absent, unfit for this platform or of another version.
 */
export function loadOnnxRuntime(): new () => NativeSession {
  if (loaded === undefined) {
    const candidate = requireBinding();
    if (typeof candidate.initOrt !== 'function' || typeof candidate.binding?.InferenceSession !== 'function') throw unknownVersion(undefined);
    candidate.initOrt();
    loaded = candidate;
  }
  return loaded.binding.InferenceSession;
}

/**
 * The execution providers that the installed binary knows.
 * @throws OnnxRuntimeBackendError as `loadOnnxRuntime`
 */
export function supportedExecutionProviders(): ExecutionProvider[] {
  loadOnnxRuntime();
  return loaded!.binding.listSupportedBackends();
}

/** Where the binding lies, for another thread to load it. */
export function bindingPath(): string {
  return createRequire(import.meta.url).resolve(binding);
}

/** Undefined when ONNX Runtime can be used here, else the reason why not. Never throws. */
export function checkOnnxRuntime(): OnnxRuntimeBackendError | undefined {
  try {
    loadOnnxRuntime();
    return undefined;
  } catch (error) {
    return error instanceof OnnxRuntimeBackendError ? error : explainLoadFailure(error);
  }
}

function requireBinding(): NativeModule {
  try {
    return createRequire(import.meta.url)(binding) as NativeModule;
  } catch (error) {
    throw explainLoadFailure(error);
  }
}

function unknownVersion(cause: unknown): OnnxRuntimeBackendError {
  return new OnnxRuntimeBackendError({
    code: 'ONNXRUNTIME_UNKNOWN_VERSION',
    message: 'This onnxruntime-node has no synchronous binding',
    hint: `install onnxruntime-node@${onnxRuntimeVersion}`,
    cause,
  });
}

/** Turns what Node throws for a missing or unfit native module into words. */
export function explainLoadFailure(error: unknown): OnnxRuntimeBackendError {
  const message = messageOf(error).split('\n')[0] ?? '';
  const platform = `${process.platform}-${process.arch}`;
  const { code } = error as { code?: string };
  const missing = code === 'MODULE_NOT_FOUND';
  if (missing && message.includes('.node')) {
    return new OnnxRuntimeBackendError({
      code: 'ONNXRUNTIME_BINARY_MISSING',
      message: `onnxruntime-node has no native binary for ${platform}`,
      hint: 'it ships linux-x64, linux-arm64, win32-x64, win32-arm64 and darwin-arm64; elsewhere use another TensorFlow.js backend, such as wasm',
      cause: error,
    });
  }
  // With a path before its name it was the file that was missing, not the package.
  const fileMissing = missing && /[\\/]onnxruntime-node[\\/]dist[\\/]binding/.test(message);
  if (fileMissing || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return unknownVersion(error);
  if (missing) {
    return new OnnxRuntimeBackendError({
      code: 'ONNXRUNTIME_NOT_INSTALLED',
      message: 'onnxruntime-node is not installed',
      hint: `npm install onnxruntime-node@${onnxRuntimeVersion}; without network set ONNXRUNTIME_NODE_INSTALL=skip, the CPU binary is in the package`,
      cause: error,
    });
  }
  return new OnnxRuntimeBackendError({
    code: 'ONNXRUNTIME_BINARY_REJECTED',
    message: `The native binary of onnxruntime-node does not load on ${platform}: ${message}`,
    hint: 'it needs glibc on Linux (not musl) and a current C++ runtime; otherwise use another TensorFlow.js backend, such as wasm',
    cause: error,
  });
}
