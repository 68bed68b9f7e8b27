import {
  backend_util, ScatterNd, TensorScatterUpdate, UnsortedSegmentSum, type ScatterNdAttrs, type TensorInfo, type UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, cast, constant, expand, fill, literal, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sizeOf, type GraphType } from '../graph/types.ts';
import { combine } from './binary.ts';
import { where } from './comparison.ts';
import { checkedIndices, outside } from './indices.ts';
import { kernel, type Kernel } from './kernel.ts';
import { reduced } from './reduce.ts';

/**
 * Writes or adds rows of `updates` to the rows of `target` that `rows` names. ScatterElements works in order;
 * ScatterND is faster but works in several threads without a lock, so that sums get lost.
 */
function scatterRows(target: Operand, rows: Operand, updates: Operand, reduction: 'add' | 'none'): Operand {
  const places = expand(cast(reshaped(rows, [updates.shape[0]!, 1]), 'int64'), updates.shape);
  return asOperand(node('ScatterElements', [target, places, updates], target.shape, target.node.type, { axis: 0, reduction }));
}

/** Sums rows of `x` by segment. Rows of unknown segments are dropped. */
function segmentSum(x: Operand, segments: Operand, segmentCount: number): Operand {
  const rows = segments.shape[0]!;
  const width = sizeOf(x.shape.slice(1));
  const type = x.node.type as GraphType;
  const ids = reshaped(segments, [rows, 1]);
  const unknown = outside(ids, segmentCount);
  const updates = where(unknown, asOperand(literal(0, type)), reshaped(x, [rows, width]), [rows, width]);
  const known = where(unknown, asOperand(literal(0, 'int32')), ids, [rows, 1]);
  return reshaped(scatterRows(fill(0, [segmentCount, width], type), known, updates, 'add'), [segmentCount, ...x.shape.slice(1)]);
}

/** `updates` brought to the places of `target` (of `shape`) that the rows of `indices` name. */
function scatterNd(target: Operand, indices: TensorInfo, updates: TensorInfo, shape: number[], reduction: 'add' | 'none', graph: OnnxRuntimeBackend): Operand {
  const { sliceRank, numUpdates, sliceSize, strides } = backend_util.calculateShapes(updates, indices, shape);
  const places = checkedIndices(graph.operand(indices), shape.slice(0, sliceRank), 'scatter');
  const steps = constant(Int32Array.from(strides.slice(0, sliceRank)), [sliceRank], 'int32');
  const rows = reduced('ReduceSum', combine('Mul', reshaped(places, [numUpdates, sliceRank]), asOperand(steps)), { axes: [1], keepDims: true });
  const flat = reshaped(target, [sizeOf(shape) / sliceSize, sliceSize]);
  return reshaped(scatterRows(flat, rows, reshaped(graph.operand(updates), [numUpdates, sliceSize]), reduction), shape);
}

export const scatterKernels: readonly Kernel[] = [
  kernel<'x' | 'segmentIds', UnsortedSegmentSumAttrs>(UnsortedSegmentSum, ({ x, segmentIds }, { numSegments }, graph) => {
    if (x.dtype === 'bool' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) return null;
    return graph.output(segmentSum(graph.operand(x), graph.operand(segmentIds), numSegments));
  }),
  kernel<'indices' | 'updates', ScatterNdAttrs>(ScatterNd, ({ indices, updates }, { shape }, graph) => {
    if (updates.dtype === 'bool' || sizeOf(shape) === 0) return null;
    return graph.output(scatterNd(fill(0, shape, updates.dtype as GraphType), indices, updates, shape, 'add', graph));
  }),
  kernel<'tensor' | 'indices' | 'updates'>(TensorScatterUpdate, ({ tensor, indices, updates }, _, graph) => {
    // A scalar update goes to every place.
    if (updates.dtype !== tensor.dtype || tensor.dtype === 'bool' || updates.shape.length === 0) return null;
    return graph.output(scatterNd(graph.operand(tensor), indices, updates, tensor.shape, 'none', graph));
  }),
];
