import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** True when the current backend has this kernel; ops fall back to plain operations otherwise. */
export function hasFusedKernel(name: string): boolean {
  return getKernel(name, getBackend()) != null;
}
