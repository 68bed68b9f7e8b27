import { getBackend, getKernel, type KernelConfig, type Tensor } from '@tensorflow/tfjs-core';

/** True when the current backend has this kernel and it takes `x`; ops use plain operations otherwise. */
export function hasFusedKernel(name: string, x: Tensor): boolean {
  return x.size > 0 && x.dtype === 'float32' && (getKernel(name, getBackend()) as KernelConfig | undefined) !== undefined;
}
