import { BatchMatMul, Transpose, getKernel, registerKernel, unregisterKernel, type BatchMatMulAttrs, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';

let replaced = false;

/**
 * tfjs-backend-wasm multiplies two matrices with XNNPACK, but takes a plain loop, ten times slower, once a side is to be
 * transposed: every linear layer in Hugging Face's layout and every gradient. This transposes first, which costs next to nothing.
 */
export function speedUpTransposedProducts(): void {
  if (replaced) return;
  replaced = true;
  const product = getKernel(BatchMatMul, 'wasm');
  const transpose = getKernel(Transpose, 'wasm');
  unregisterKernel(BatchMatMul, 'wasm');
  registerKernel({
    ...product,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
      const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
      const matrices = a.shape.length === 2 && b.shape.length === 2;
      if (!matrices || !(transposeA || transposeB)) return product.kernelFunc({ inputs, attrs: attrs!, backend });
      const turn = (x: TensorInfo) => transpose.kernelFunc({ inputs: { x }, attrs: { perm: [1, 0] }, backend }) as TensorInfo;
      const [left, right] = [transposeA ? turn(a) : a, transposeB ? turn(b) : b];
      const result = product.kernelFunc({ inputs: { a: left, b: right }, attrs: { transposeA: false, transposeB: false }, backend });
      for (const made of [left, right]) if (made !== a && made !== b) (backend as KernelBackend).disposeData(made.dataId);
      return result;
    },
  });
}
