import {
  Concat, Pack, PadV2, Reverse, Slice, SplitV, StridedSlice, Tile, Transpose, Unpack, backend_util, slice_util, util, type ConcatAttrs,
  type PackAttrs, type PadV2Attrs, type ReverseAttrs, type SliceAttrs, type SplitVAttrs, type StridedSliceAttrs, type TensorInfo, type TileAttrs,
  type TransposeAttrs, type UnpackAttrs,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, beforeExpansion, expand, integers, literal, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sameShape, type GraphType, type Shape } from '../graph/types.ts';
import { kernel, listKernel, type Kernel } from './kernel.ts';

/** The axis counted from the front. */
function axisOf(axis: number, shape: number[]): number {
  return util.parseAxisParam(axis, shape)[0]!;
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, i) => i !== index);
}

function withAt(shape: Shape, index: number, size: number): number[] {
  return shape.map((old, i) => (i === index ? size : old));
}

/** `size` elements per axis from `begin` on, `strides` apart. */
export function slice(x: Operand, begin: readonly number[], size: readonly number[], strides = begin.map(() => 1)): Operand {
  // An end before the first element cannot be written as -1, which counts from the back.
  const ends = begin.map((start, i) => {
    const end = start + size[i]! * strides[i]!;
    return end < 0 ? -x.shape[i]! - 1 : end;
  });
  const axes = begin.map((_, i) => i);
  return asOperand(node('Slice', [x, integers(begin), integers(ends), integers(axes), integers(strides)], size, x.node.type));
}

/** `paddings` gives for each axis how much of `value` comes before and after. */
export function pad(x: Operand, paddings: PadV2Attrs['paddings'], value: number): Operand {
  const shape = x.shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
  if (sameShape(shape, x.shape)) return x;
  const pads = integers([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  return asOperand(node('Pad', [x, pads, literal(value, x.node.type as GraphType)], shape, x.node.type));
}

function sliceOf(x: TensorInfo, begin: readonly number[], size: readonly number[], graph: OnnxRuntimeBackend): TensorInfo {
  return sameShape(size, x.shape) ? graph.alias(x) : graph.output(slice(graph.operand(x), begin, size));
}

/** Slices of the given lengths along one axis. */
function split(x: TensorInfo, axis: number, lengths: readonly number[], graph: OnnxRuntimeBackend): TensorInfo[] {
  let offset = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? offset : 0));
    offset += length;
    return sliceOf(x, begin, withAt(x.shape, axis, length), graph);
  });
}

function concat(parts: readonly Operand[], axis: number): Operand {
  const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return asOperand(node('Concat', parts, withAt(parts[0]!.shape, axis, length), parts[0]!.node.type, { axis }));
}

function sameTypes(inputs: readonly TensorInfo[]): boolean {
  return inputs.every(({ dtype }) => dtype === inputs[0]!.dtype);
}

/** True where the order of the axes longer than 1 stays: then the data stays as it lies. */
function movesNothing(perm: readonly number[], shape: readonly number[]): boolean {
  const long = perm.filter((axis) => shape[axis] !== 1);
  return long.every((axis, i) => i === 0 || long[i - 1]! < axis);
}

export const shapeKernels: readonly Kernel[] = [
  kernel<'x', TransposeAttrs>(Transpose, ({ x }, { perm }, graph) => {
    const shape = perm.map((axis) => x.shape[axis]!);
    if (movesNothing(perm, x.shape)) return graph.alias(x, shape);
    return graph.output(asOperand(node('Transpose', [graph.operand(x)], shape, x.dtype as GraphType, { perm })));
  }),
  listKernel<ConcatAttrs>(Concat, (inputs, { axis }, graph) => {
    if (!sameTypes(inputs)) return null;
    const only = axisOf(axis, inputs[0]!.shape);
    backend_util.assertParamsConsistent(inputs.map(({ shape }) => shape), only);
    if (inputs.length === 1) return graph.alias(inputs[0]!);
    return graph.output(concat(inputs.map((input) => graph.operand(input)), only));
  }),
  listKernel<PackAttrs>(Pack, (inputs, { axis }, graph) => {
    if (!sameTypes(inputs)) return null;
    const shape = [...inputs[0]!.shape];
    for (const input of inputs) util.assertShapesMatch(shape, input.shape, 'All tensors passed to stack must have matching shapes: ');
    shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
    if (inputs.length === 1) return graph.alias(inputs[0]!, shape);
    return graph.output(concat(inputs.map((input) => reshaped(graph.operand(input), shape)), axisOf(axis, shape)));
  }),
  kernel<'value', UnpackAttrs>(Unpack, ({ value }, { axis }, graph) => {
    const only = axisOf(axis, value.shape);
    const shape = without(value.shape, only);
    const length = value.shape[only]!;
    if (length === 1) return [graph.alias(value, shape)];
    return Array.from({ length }, (_, i) => {
      const begin = value.shape.map((_size, j) => (j === only ? i : 0));
      const part = slice(graph.operand(value), begin, withAt(value.shape, only, 1));
      return graph.output(asOperand(node('Reshape', [part, integers(shape)], shape, value.dtype as GraphType)));
    });
  }),
  kernel<'x', SplitVAttrs>(SplitV, ({ x }, { numOrSizeSplits, axis }, graph) => {
    const only = axisOf(axis, x.shape);
    return split(x, only, backend_util.prepareSplitSize(x as never, numOrSizeSplits, only), graph);
  }),
  kernel<'x', SliceAttrs>(Slice, ({ x }, { begin, size }, graph) => {
    const [starts, sizes] = slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    slice_util.assertParamsValid(x, starts, sizes);
    return sliceOf(x, starts, sizes, graph);
  }),
  kernel<'x', StridedSliceAttrs>(StridedSlice, ({ x }, attributes, graph) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const info = slice_util.sliceInfo(x.shape, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
    if (info.isIdentity) return graph.alias(x, info.finalShape);
    const size = slice_util.computeOutShape(info.begin, info.end, info.strides);
    const part = slice(graph.operand(x), info.begin, size, info.strides);
    return graph.output(asOperand(node('Reshape', [part, integers(info.finalShape)], info.finalShape, x.dtype as GraphType)));
  }),
  kernel<'x', ReverseAttrs>(Reverse, ({ x }, { dims }, graph) => {
    const axes = util.parseAxisParam(dims, x.shape);
    if (axes.length === 0) return graph.alias(x);
    const begin = x.shape.map((size, i) => (axes.includes(i) ? size - 1 : 0));
    const strides = x.shape.map((_, i) => (axes.includes(i) ? -1 : 1));
    return graph.output(slice(graph.operand(x), begin, x.shape, strides));
  }),
  kernel<'x', PadV2Attrs>(PadV2, ({ x }, { paddings, constantValue }, graph) => {
    const shape = x.shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
    if (sameShape(shape, x.shape)) return graph.alias(x);
    return graph.output(pad(graph.operand(x), paddings, constantValue));
  }),
  kernel<'x', TileAttrs>(Tile, ({ x }, { reps }, graph) => {
    const shape = x.shape.map((size, i) => size * reps[i]!);
    if (sameShape(shape, x.shape)) return graph.alias(x);
    const operand = graph.operand(x);
    // Broadcasting: kept lazy, because most consumers broadcast by themselves.
    if (x.shape.every((size, i) => size === 1 || reps[i] === 1)) return graph.output(expand(beforeExpansion(operand), shape));
    return graph.output(asOperand(node('Tile', [operand, integers(reps)], shape, x.dtype as GraphType)));
  }),
];
