import { add, customGrad, engine, mean, mul, rsqrt, square, sub, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { fusedKernels } from '../kernels/normalise.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';
import { leadingAxes } from './leading-axes.ts';

/**
 * Root mean square normalisation over the last axis (Zhang and Sennrich 2019), T5's layer norm: `x / sqrt(mean(x^2) + epsilon) * gamma`.
 * @param x float32 [..., width]
 * @param gamma float32 [width]
 * Differentiable once in both; a gradient that nobody asks for is not calculated.
 */
export function rmsNorm<T extends Tensor>(x: T, gamma: Tensor1D, epsilon: number): T {
  const op = customGrad((input, scale, save) => {
    const [value, invRms] = forward(input as Tensor, scale as Tensor, epsilon);
    (save as (tensors: Tensor[]) => void)([input as Tensor, scale as Tensor, invRms]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [savedX, savedGamma, savedInvRms] = saved as [Tensor, Tensor, Tensor];
        return [
          gradientOfInput(mul(dy, savedGamma), savedX, savedInvRms),
          sum(mul(dy, mul(savedX, savedInvRms)), leadingAxes(dy)),
        ];
      },
    };
  });
  return op(x, gamma) as T;
}

/** Value and 1 / root mean square per row. */
function forward(x: Tensor, gamma: Tensor, epsilon: number): [Tensor, Tensor] {
  if (hasFusedKernel(fusedKernels.rmsNorm, x)) {
    return engine().runKernel(fusedKernels.rmsNorm, { x, gamma }, { epsilon }) as unknown as [Tensor, Tensor];
  }
  const invRms = rsqrt(add(mean(square(x), -1, true), epsilon));
  return [mul(mul(x, invRms), gamma), invRms];
}

/**
 * The Jacobian of the normalisation, applied to `h`, the gradient before gamma: `(h - n mean(h n)) r` with n = x r, r = 1 / rms.
 * Powers of r are taken per row, so that fewer operations go over whole tensors.
 */
function gradientOfInput(h: Tensor, x: Tensor, invRms: Tensor): Tensor {
  const perRow = mul(mean(mul(h, x), -1, true), mul(invRms, square(invRms)));
  return sub(mul(h, invRms), mul(x, perRow));
}
