import { backend_util } from '@tensorflow/tfjs-core';
import { asOperand, microsoft, node } from '../graph/build.ts';
import { kernel, type Kernel } from './kernel.ts';

/** Name of the kernel that only this backend has: `scale * a b`, the factor at no cost. */
export const scaledMatMulKernel = 'OnnxScaledMatMul';

export interface ScaledMatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
  scale: number;
}

export const scaledMatMulKernels: readonly Kernel[] = [
  kernel<'a' | 'b', ScaledMatMulAttributes>(scaledMatMulKernel, ({ a, b }, { transposeA, transposeB, scale }, graph) => {
    const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...batch, a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
    const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: { float: scale } };
    return graph.output(asOperand(node('FusedMatMul', [graph.operand(a), graph.operand(b)], shape, 'float32', attributes, microsoft)));
  }),
];
