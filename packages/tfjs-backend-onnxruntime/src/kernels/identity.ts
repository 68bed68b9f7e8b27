import {
  Cast, ExpandDims, Fill, Identity, LinSpace, Range, Reshape, util, type CastAttrs, type ExpandDimsAttrs, type FillAttrs, type LinSpaceAttrs, type RangeAttrs,
  type ReshapeAttrs,
} from '@tensorflow/tfjs-core';
import { shared } from '@tensorflow/tfjs-backend-cpu';
import { asOperand, beforeExpansion, cast, constant, expand, fill, truncateToInt32 } from '../graph/build.ts';
import { isGraphType, type GraphType, type HostValues } from '../graph/types.ts';
import { kernel, shapeOnlyKernel, type Kernel } from './kernel.ts';

/** Kernels that give the same data another shape, another type or create it. */
export const identityKernels: readonly Kernel[] = [
  shapeOnlyKernel<'x'>(Identity, ({ x }, _, graph) => graph.alias(x)),
  shapeOnlyKernel<'x', ReshapeAttrs>(Reshape, ({ x }, { shape }, graph) => {
    const size = util.sizeFromShape(x.shape);
    const target = util.inferFromImplicitShape(shape, size);
    util.assert(size === util.sizeFromShape(target), () => `The new shape (${target}) has another size than the old shape (${x.shape})`);
    return graph.alias(x, target);
  }),
  shapeOnlyKernel<'input', ExpandDimsAttrs>(ExpandDims, ({ input }, { dim }, graph) => {
    const shape = [...input.shape];
    const rank = shape.length;
    util.assert(dim >= -(rank + 1) && dim <= rank, () => `Axis must be in the interval [${-(rank + 1)}, ${rank}]`);
    shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
    return graph.alias(input, shape);
  }),
  kernel<'x', CastAttrs>(Cast, ({ x }, { dtype }, graph) => {
    if (!isGraphType(dtype)) return null;
    if (x.dtype === dtype) return graph.alias(x);
    const operand = beforeExpansion(graph.operand(x));
    const result = x.dtype === 'float32' && dtype === 'int32' ? truncateToInt32(operand) : cast(operand, dtype);
    return graph.output(expand(result, x.shape));
  }),
  kernel<never, FillAttrs>(Fill, (_, { shape, value, dtype }, graph) => {
    const type = dtype ?? util.inferDtype(value);
    return isGraphType(type) ? graph.output(fill(value as number, shape, type)) : null;
  }),
  kernel<never, RangeAttrs>(Range, (_, { start, stop, step, dtype }, graph) => {
    const values = shared.rangeImpl(start, stop, step, dtype) as HostValues;
    return graph.output(asOperand(constant(values, [values.length], dtype as GraphType)));
  }),
  kernel<never, LinSpaceAttrs>(LinSpace, (_, { start, stop, num }, graph) => {
    const values = shared.linSpaceImpl(start, stop, num) as Float32Array;
    return graph.output(asOperand(constant(values, [values.length], 'float32')));
  }),
];
