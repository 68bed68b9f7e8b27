import type { Tensor } from '@tensorflow/tfjs-core';

/** All axes but the last. */
export function leadingAxes(x: Tensor): number[] {
  return [...x.shape.keys()].slice(0, -1);
}
