import { broadcastTo, div, getGradient, Mean, registerGradient, reshape, Sum, sum, Tile, util, type SumAttrs, type Tensor, type TileAttrs } from '@tensorflow/tfjs-core';
import { sizeOf } from './graph/types.ts';

let replaced = false;

/**
 * Replaces three gradients of TensorFlow.js by equal ones that stay small until they run: the originals upload a tensor of
 * ones as large as the input (Sum, Mean) or record one slice per repetition (Tile). Gradients are shared by all backends.
 */
export function replaceGradients(): void {
  if (replaced) return;
  replaced = true;
  registerGradient({
    kernelName: Sum,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({ x: () => spread(dy as Tensor, x!, axesOf(attributes, x!)) }),
  });
  registerGradient({
    kernelName: Mean,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const axes = axesOf(attributes, x!);
        return spread(div(dy as Tensor, sizeOf(axes.map((axis) => x!.shape[axis]!))), x!, axes);
      },
    }),
  });
  const unrolled = getGradient(Tile);
  registerGradient({
    kernelName: Tile,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved;
      const { reps } = attributes as unknown as TileAttrs;
      const repeated = [...reps.keys()].filter((axis) => reps[axis]! > 1);
      if (repeated.some((axis) => x!.shape[axis] !== 1)) return unrolled.gradFunc(dy, saved, attributes);
      return { x: () => sum(dy as Tensor, repeated, true) };
    },
  });
}

function axesOf(attributes: object, x: Tensor): number[] {
  return util.parseAxisParam((attributes as SumAttrs).axis, x.shape);
}

/** Gives every element of `x` the gradient of the sum it went into. */
function spread(dy: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return broadcastTo(reshape(dy, kept), x.shape);
}
