import { add, customGrad, engine, mean, mul, rsqrt, square, sub, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { fusedKernels } from '../kernels/normalise.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';
import { leadingAxes } from './leading-axes.ts';

/**
 * Layer normalisation over the last axis (Ba, Kiros and Hinton 2016): `(x - mean) / sqrt(variance + epsilon) * gamma + beta`.
 * @param x float32 [..., width]
 * @param gamma float32 [width]
 * @param beta float32 [width]
 * Differentiable once in all three; a gradient that nobody asks for is not calculated.
 */
export function layerNorm<T extends Tensor>(x: T, gamma: Tensor1D, beta: Tensor1D, epsilon: number): T {
  const op = customGrad((input, scale, shift, save) => {
    const [value, mu, invStd] = forward(input as Tensor, scale as Tensor, shift as Tensor, epsilon);
    (save as (tensors: Tensor[]) => void)([input as Tensor, scale as Tensor, mu, invStd]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [savedX, savedGamma, savedMean, savedInvStd] = saved as [Tensor, Tensor, Tensor, Tensor];
        const centred = sub(savedX, savedMean);
        return [
          gradientOfInput(mul(dy, savedGamma), centred, savedInvStd),
          sum(mul(dy, mul(centred, savedInvStd)), leadingAxes(dy)),
          sum(dy, leadingAxes(dy)),
        ];
      },
    };
  });
  return op(x, gamma, beta) as T;
}

/** Value, mean and 1 / standard deviation per row. */
function forward(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): [Tensor, Tensor, Tensor] {
  if (hasFusedKernel(fusedKernels.layerNorm, x)) {
    return engine().runKernel(fusedKernels.layerNorm, { x, gamma, beta }, { epsilon }) as unknown as [Tensor, Tensor, Tensor];
  }
  const mu = mean(x, -1, true);
  const centred = sub(x, mu);
  const invStd = rsqrt(add(mean(square(centred), -1, true), epsilon));
  return [add(mul(mul(centred, invStd), gamma), beta), mu, invStd];
}

/**
 * The Jacobian of the normalisation, applied to `h`, the gradient before gamma: `(h - mean(h) - n mean(h n)) s` with n = centred s,
 * s = 1 / standard deviation. Powers of s are taken per row, so that fewer operations go over whole tensors.
 */
function gradientOfInput(h: Tensor, centred: Tensor, invStd: Tensor): Tensor {
  const perRow = mul(mean(mul(h, centred), -1, true), mul(invStd, square(invStd)));
  return sub(mul(sub(h, mean(h, -1, true)), invStd), mul(centred, perRow));
}
