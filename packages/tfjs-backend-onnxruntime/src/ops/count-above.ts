import { cast, engine, greater, matMul, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { countAboveKernel } from '../kernels/count-above.ts';
import { hasFusedKernel } from './has-fused-kernel.ts';

/**
 * How many elements of each column, in each group of rows, are strictly above the column's threshold. NaN is above nothing.
 * @param x float32 [rows, columns]
 * @param thresholds float32 [columns]
 * @param groups true where a row belongs to a group, bool [groups, rows]
 * @returns int32 [groups, columns]; without a gradient
 */
export function countAbove(x: Tensor2D, thresholds: Tensor1D, groups: Tensor2D): Tensor2D {
  if (hasFusedKernel(countAboveKernel, x) && groups.size > 0) return engine().runKernel(countAboveKernel, { x, thresholds, groups });
  return cast(matMul(cast(groups, 'float32'), cast(greater(x, thresholds), 'float32')), 'int32');
}
