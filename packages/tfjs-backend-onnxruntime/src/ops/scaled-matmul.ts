import { engine, matMul, mul, type Tensor } from '@tensorflow/tfjs-core';
import { scaledMatMulKernel, type ScaledMatMulAttributes } from '../kernels/scaled-matmul.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';

/**
 * `scale * a b` over the last two axes, float32. Not differentiable: a part of operations that bring their own gradient.
 * A scale of 1 is a plain product.
 */
export function scaledMatMul(a: Tensor, b: Tensor, scale: number, transposeA = false, transposeB = false): Tensor {
  if (scale === 1) return matMul(a, b, transposeA, transposeB);
  const attributes: ScaledMatMulAttributes = { transposeA, transposeB, scale };
  if (hasFusedKernel(scaledMatMulKernel, a)) return engine().runKernel(scaledMatMulKernel, { a, b }, { ...attributes });
  return mul(matMul(a, b, transposeA, transposeB), scale);
}
