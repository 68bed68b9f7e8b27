import {
  GatherNd, GatherV2, OneHot, TopK, backend_util, gather_util, util, type GatherV2Attrs, type OneHotAttrs, type TopKAttrs,
} from '@tensorflow/tfjs-core';
import { asOperand, cast, constant, integers, literal, node, outputOf, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import { sizeOf, type GraphType } from '../graph/types.ts';
import { combine } from './binary.ts';
import { where } from './comparison.ts';
import { checkedIndices, outside } from './indices.ts';
import { kernel, type Kernel } from './kernel.ts';

function gather(x: Operand, indices: Operand, axis: number): Operand {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return asOperand(node('Gather', [x, indices], shape, x.node.type, { axis }));
}

/** 0, 1, 2 ... as a column of `rank` axes would need it. */
function count(length: number): Operand {
  return asOperand(constant(Int32Array.from({ length }, (_, i) => i), [length], 'int32'));
}

/** The elements at positions that are known now. */
export function gatherConstant(x: Operand, positions: readonly number[], axis: number): Operand {
  const indices = constant(Int32Array.from(positions), [positions.length], 'int32');
  // A constant of one element would be a scalar to the session cache, and part of its key.
  indices.isLiteral = false;
  return gather(x, asOperand(indices), axis);
}

export const gatherKernels: readonly Kernel[] = [
  kernel<'x' | 'indices', GatherV2Attrs>(GatherV2, ({ x, indices }, { axis, batchDims = 0 }, graph) => {
    const [only] = util.parseAxisParam(axis, x.shape) as [number];
    const length = x.shape[only]!;
    const picked = checkedIndices(graph.operand(indices), [length], GatherV2);
    if (batchDims === 0) return graph.output(gather(graph.operand(x), picked, only));
    // With the batch axes flattened into the gathered one, a batched gather is a plain one.
    const info = backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, only, batchDims);
    if (info.outerSize !== 1) return null;
    const { batchSize, dimSize, sliceSize, outputShape } = info;
    const perBatch = sizeOf(indices.shape) / batchSize;
    const offsets = combine('Mul', reshaped(count(batchSize), [batchSize, 1]), asOperand(literal(dimSize, 'int32')));
    const perElement = reshaped(picked, [batchSize, perBatch]);
    const beyondAll = asOperand(literal(batchSize * dimSize, 'int32'));
    // What is too large for its own batch element must not read from the next one.
    const flatIndices = where(outside(perElement, dimSize), beyondAll, combine('Add', perElement, offsets), [batchSize, perBatch]);
    const rows = gather(reshaped(graph.operand(x), [batchSize * dimSize, sliceSize]), flatIndices, 0);
    return graph.output(reshaped(rows, outputShape));
  }),
  kernel<'params' | 'indices'>(GatherNd, ({ params, indices }, _, graph) => {
    const [shape] = gather_util.prepareAndValidate(params, indices);
    const depth = indices.shape.at(-1)!;
    if (depth === 0) return null;
    const picked = checkedIndices(graph.operand(indices), params.shape.slice(0, depth), GatherNd);
    // A single index is a list of one.
    const list = indices.shape.length === 1 ? reshaped(picked, [1, depth]) : picked;
    const onnxShape = [...list.shape.slice(0, -1), ...params.shape.slice(depth)];
    return graph.output(reshaped(node('GatherND', [graph.operand(params), cast(list, 'int64')], onnxShape, params.dtype as GraphType), shape));
  }),
  // Not ONNX's OneHot, which counts negative indices from the back instead of leaving their row empty.
  kernel<'indices', OneHotAttrs>(OneHot, ({ indices }, { depth, onValue, offValue, dtype }, graph) => {
    const shape = [...indices.shape, depth];
    const hot = combine('Equal', reshaped(cast(graph.operand(indices), 'int32'), [...indices.shape, 1]), count(depth), 'bool');
    const type = (dtype ?? 'int32') as GraphType;
    if (onValue === 1 && offValue === 0) return graph.output(cast(hot, type));
    return graph.output(where(hot, asOperand(literal(onValue, type)), asOperand(literal(offValue, type)), shape));
  }),
  kernel<'x', TopKAttrs>(TopK, ({ x }, { k }, graph) => {
    if (x.dtype === 'bool' || k === 0) return null;
    const shape = [...x.shape.slice(0, -1), k];
    // Always sorted: only then does the lower index come first among equals, which TensorFlow.js promises in any case.
    const top = node('TopK', [graph.operand(x), integers([k])], shape, x.dtype as GraphType, { axis: -1, largest: 1, sorted: 1 });
    return [graph.output(asOperand(top)), graph.output(cast(outputOf(top, 1, shape, 'int64'), 'int32'))];
  }),
];
