import { add, customGrad, engine, erf, exp, mul, square, sub, tanh, type Tensor } from '@tensorflow/tfjs-core';
import { fusedKernels } from '../kernels/normalise.ts';
import { geluGradientKernel } from '../kernels/gelu-gradient.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';

/** `erf`: x * Phi(x), as RoBERTa and BERT use it; `tanh`: the approximation of GPT-2 and of the gated T5 models. */
export type GeluForm = 'erf' | 'tanh';

const tanhScale = Math.sqrt(2 / Math.PI);
const tanhCubic = 0.044715;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), float32 of any shape.
 * One operation on the onnxruntime backend, plain operations elsewhere; differentiable once.
 */
export function gelu<T extends Tensor>(x: T, form: GeluForm = 'erf'): T {
  const op = customGrad((input, save) => {
    const value = input as Tensor;
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value: forward(value, form),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved[0]!, form),
    };
  });
  return op(x) as T;
}

function forward(x: Tensor, form: GeluForm): Tensor {
  if (hasFusedKernel(fusedKernels.gelu, x)) {
    return engine().runKernel(fusedKernels.gelu, { x }, { approximation: form === 'erf' ? 'none' : 'tanh' });
  }
  const gate = form === 'erf' ? erf(mul(x, Math.SQRT1_2)) : tanh(tanhArgument(x));
  return mul(mul(x, 0.5), add(gate, 1));
}

function gradient(dy: Tensor, x: Tensor, form: GeluForm): Tensor {
  if (form === 'tanh') return mul(dy, tanhDerivative(x));
  if (hasFusedKernel(geluGradientKernel, x)) return engine().runKernel(geluGradientKernel, { dy, x });
  return mul(dy, erfDerivative(x));
}

/** Phi(x) + x * phi(x). */
function erfDerivative(x: Tensor): Tensor {
  const cdf = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return add(cdf, mul(x, density));
}

function tanhArgument(x: Tensor): Tensor {
  return mul(mul(x, tanhScale), add(mul(square(x), tanhCubic), 1));
}

function tanhDerivative(x: Tensor): Tensor {
  const t = tanh(tanhArgument(x));
  const slope = mul(add(mul(square(x), 3 * tanhCubic), 1), tanhScale);
  const outer = mul(mul(x, sub(1, square(t))), slope);
  return mul(add(add(t, 1), outer), 0.5);
}

