import { Complex, getKernel, type DataId, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { OnnxRuntimeBackend } from './backend.ts';
import { OnnxRuntimeBackendError } from './errors.ts';

/** Ragged kernels have lists of tensors among their named inputs. */
type NamedInputs = Record<string, TensorInfo | TensorInfo[]>;

class QuietCpuBackend extends MathBackendCPU {
  constructor() {
    super();
    // Its first write would advise on the console to install tfjs-node.
    this['firstUse'] = false;
  }
}

let cpu: QuietCpuBackend | undefined;

/**
 * Runs a kernel of the cpu backend on values read from this backend, and writes its results back. The tensors stay where
 * they are: the cpu backend sees the same arrays under temporary ids.
 */
export function runOnCpu(
  kernelName: string,
  inputs: NamedTensorInfoMap | readonly TensorInfo[],
  attrs: Record<string, never>,
  backend: OnnxRuntimeBackend,
  reason: string,
): TensorInfo | TensorInfo[] {
  const config = getKernel(kernelName, 'cpu') as ReturnType<typeof getKernel> | undefined;
  if (config === undefined) {
    throw new OnnxRuntimeBackendError({ code: 'ONNXRUNTIME_NO_KERNEL', message: `The kernel ${kernelName} does not take these inputs: ${reason}` });
  }
  backend.countFallback(kernelName, reason);
  cpu ??= new QuietCpuBackend();
  const lent: TensorInfo[] = [];
  const lend = (info: TensorInfo | undefined | null): TensorInfo | undefined => {
    // Optional inputs are undefined or null.
    if (info === undefined || info === null) return undefined;
    const copy = lendToCpu(info, backend, cpu!);
    lent.push(copy);
    return copy;
  };
  const cpuInputs = Array.isArray(inputs)
    ? (inputs as readonly TensorInfo[]).map(lend)
    : Object.fromEntries(Object.entries(inputs as NamedInputs).map(([name, input]) => [name, Array.isArray(input) ? input.map(lend) : lend(input)]));
  const result = config.kernelFunc({ inputs: cpuInputs as NamedTensorInfoMap, attrs, backend: cpu });
  const outputs = Array.isArray(result) ? result : [result];
  const owned = outputs.map((output) => takeFromCpu(output, backend, cpu!));
  for (const { dataId } of [...lent, ...outputs]) cpu.disposeData(dataId);
  return Array.isArray(result) ? owned : owned[0]!;
}

function lendToCpu({ dataId, shape, dtype }: TensorInfo, backend: OnnxRuntimeBackend, cpuBackend: MathBackendCPU): TensorInfo {
  const values = backend.readSync(dataId);
  if (dtype === 'complex64') return lendComplex(shape, values as Float32Array, cpuBackend);
  const lentId: DataId = {};
  cpuBackend.move(lentId, values, shape, dtype, 1);
  // Some kernels ask for the rank, which only a Tensor has.
  return { dataId: lentId, shape, dtype, rank: shape.length } as TensorInfo;
}

/** Complex values are stored in pairs; the cpu backend wants the two parts. */
function lendComplex(shape: number[], pairs: Float32Array, cpuBackend: MathBackendCPU): TensorInfo {
  const part = (offset: number): TensorInfo => {
    const values = Float32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i + offset]!);
    return cpuBackend.makeTensorInfo(shape, 'float32', values);
  };
  const [real, imag] = [part(0), part(1)];
  const info = getKernel(Complex, 'cpu').kernelFunc({ inputs: { real, imag }, backend: cpuBackend }) as TensorInfo;
  cpuBackend.disposeIntermediateTensorInfo(real);
  cpuBackend.disposeIntermediateTensorInfo(imag);
  return info;
}

function takeFromCpu({ dataId, shape, dtype }: TensorInfo, backend: OnnxRuntimeBackend, cpuBackend: MathBackendCPU): TensorInfo {
  return { dataId: backend.write(cpuBackend.readSync(dataId), shape, dtype), shape, dtype };
}
