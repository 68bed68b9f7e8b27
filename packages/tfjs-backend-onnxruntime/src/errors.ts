/** Stable codes of what can go wrong. */
export type OnnxRuntimeErrorCode =
  /** onnxruntime-node is not installed. */
  | 'ONNXRUNTIME_NOT_INSTALLED'
  /** onnxruntime-node is there, its native binary for this platform is not. */
  | 'ONNXRUNTIME_BINARY_MISSING'
  /** The native binary is there and the system refuses to load it. */
  | 'ONNXRUNTIME_BINARY_REJECTED'
  /** Another version of onnxruntime-node than this package is written for. */
  | 'ONNXRUNTIME_UNKNOWN_VERSION'
  /** ONNX Runtime refused a recorded graph. */
  | 'ONNXRUNTIME_COMPILE_FAILED'
  /** ONNX Runtime failed while it ran a recorded graph. */
  | 'ONNXRUNTIME_RUN_FAILED'
  /** ONNX Runtime returned another shape than TensorFlow.js defines. */
  | 'ONNXRUNTIME_SHAPE_MISMATCH'
  /** Options were given after the backend had started. */
  | 'ONNXRUNTIME_ALREADY_STARTED'
  /** The installed binary lacks an execution provider, or cannot use it on this machine. */
  | 'ONNXRUNTIME_PROVIDER_UNAVAILABLE'
  /** The worker thread that runs sessions does not start, or has ended. */
  | 'ONNXRUNTIME_WORKER_FAILED'
  /** A kernel that neither ONNX Runtime nor the cpu backend has. */
  | 'ONNXRUNTIME_NO_KERNEL';

export interface OnnxRuntimeErrorOptions {
  code: OnnxRuntimeErrorCode;
  message: string;
  /** What the reader can do about it. */
  hint?: string;
  cause?: unknown;
}

/** Every error this package raises by itself: a stable code and, where one exists, a way out. */
export class OnnxRuntimeBackendError extends Error {
  readonly code: OnnxRuntimeErrorCode;
  readonly hint: string | undefined;

  constructor({ code, message, hint, cause }: OnnxRuntimeErrorOptions) {
    super(hint === undefined ? message : `${message} (${hint})`, cause === undefined ? undefined : { cause });
    this.name = 'OnnxRuntimeBackendError';
    this.code = code;
    this.hint = hint;
  }
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String((error as { message: unknown }).message)
    : String(error);
}
