import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';

export type KernelResult = TensorInfo | TensorInfo[];

/** Records a kernel; null where ONNX Runtime lacks this case, which then runs on the cpu backend. */
export type KernelBody<Inputs, Attributes> = (inputs: Inputs, attributes: Attributes, graph: OnnxRuntimeBackend) => KernelResult | null;

export interface Kernel {
  readonly name: string;
  /** True for kernels that also take empty, string and complex64 tensors. */
  readonly takesAnyData: boolean;
  readonly record: KernelBody<unknown, unknown>;
}

type NamedInputs<Names extends string> = Record<Names, TensorInfo>;

/** A kernel with named inputs. */
export function kernel<Names extends string, Attributes = undefined>(name: string, record: KernelBody<NamedInputs<Names>, Attributes>): Kernel {
  return { name, takesAnyData: false, record: record as Kernel['record'] };
}

/** A kernel whose inputs are a list. */
export function listKernel<Attributes = undefined>(name: string, record: KernelBody<readonly TensorInfo[], Attributes>): Kernel {
  return { name, takesAnyData: false, record: record as Kernel['record'] };
}

/** A kernel that never looks at the data. */
export function shapeOnlyKernel<Names extends string, Attributes = undefined>(
  name: string,
  record: KernelBody<NamedInputs<Names>, Attributes>,
): Kernel {
  return { name, takesAnyData: true, record: record as Kernel['record'] };
}
