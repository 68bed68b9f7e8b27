import {
  All, Any, ArgMax, ArgMin, Cumsum, Max, Mean, Min, Prod, Sum, util, type ArgMaxAttrs, type CumsumAttrs, type MaxAttrs, type SumAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, cast, integers, literal, node } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import type { GraphType, OnnxType } from '../graph/types.ts';
import { kernel, type Kernel } from './kernel.ts';
import { isNan } from './unary.ts';

interface Reduction {
  axes: readonly number[];
  keepDims: boolean;
}

export function reduced(op: string, x: Operand, { axes, keepDims }: Reduction): Operand {
  const shape = keepDims ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size)) : x.shape.filter((_, i) => !axes.includes(i));
  return asOperand(node(op, [x, integers(axes)], shape, x.node.type, { keepdims: keepDims ? 1 : 0 }));
}

/** ONNX reads an empty list of axes as all of them, TensorFlow.js as none. */
function reduceOperand(x: Operand, reduction: Reduction, rule: (x: Operand, reduction: Reduction) => Operand): Operand {
  return reduction.axes.length === 0 ? x : rule(x, reduction);
}

/** ONNX Runtime's maximum and minimum overlook NaN, which should be the result wherever it occurs. */
function extremum(op: string): (x: Operand, reduction: Reduction) => Operand {
  return (x, reduction) => {
    const result = reduced(op, x, reduction);
    if (x.node.type !== 'float32') return result;
    const anyNan = cast(reduced('ReduceMax', cast(isNan(x), 'int32'), reduction), 'bool');
    return asOperand(node('Where', [anyNan, literal(NaN), result], result.shape, 'float32'));
  };
}

function reduction(
  name: string,
  rule: (x: Operand, reduction: Reduction) => Operand,
  { inputType, outputType = (type) => type }: { inputType: (type: GraphType) => OnnxType; outputType?: (type: GraphType) => GraphType },
): Kernel {
  return kernel<'x', Partial<SumAttrs & MaxAttrs>>(name, ({ x }, { axis, reductionIndices, keepDims = false }, graph) => {
    const axes = util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
    const type = x.dtype as GraphType;
    const input = cast(graph.operand(x), inputType(type));
    return finish(reduceOperand(input, { axes, keepDims }, rule), outputType(type), x, graph);
  });
}

function finish(result: Operand, type: GraphType, x: TensorInfo, graph: OnnxRuntimeBackend): TensorInfo {
  if (result.node === graph.operand(x).node && type === x.dtype) return graph.alias(x);
  return graph.output(cast(result, type));
}

const boolAsInteger = (type: GraphType): GraphType => (type === 'bool' ? 'int32' : type);

/** NaN is never the largest or smallest: `worst` stands in for it. */
function argument(name: string, op: string, worst: number): Kernel {
  return kernel<'x', ArgMaxAttrs>(name, ({ x }, { axis }, graph) => {
    const [only] = util.parseAxisParam(axis, x.shape);
    if (only === undefined) return null;
    const shape = x.shape.filter((_, i) => i !== only);
    const values = cast(graph.operand(x), boolAsInteger(x.dtype as GraphType));
    const input = x.dtype === 'float32' ? node('Where', [isNan(values), literal(worst), values], x.shape, 'float32') : values;
    return graph.output(cast(node(op, [input], shape, 'int64', { axis: only, keepdims: 0 }), 'int32'));
  });
}

export const reduceKernels: readonly Kernel[] = [
  reduction(Sum, (x, r) => reduced('ReduceSum', x, r), { inputType: boolAsInteger, outputType: boolAsInteger }),
  reduction(Prod, (x, r) => reduced('ReduceProd', x, r), { inputType: boolAsInteger, outputType: boolAsInteger }),
  reduction(Mean, (x, r) => reduced('ReduceMean', x, r), { inputType: () => 'float32', outputType: () => 'float32' }),
  reduction(Max, extremum('ReduceMax'), { inputType: boolAsInteger }),
  reduction(Min, extremum('ReduceMin'), { inputType: boolAsInteger }),
  reduction(All, (x, r) => reduced('ReduceMin', x, r), { inputType: () => 'int32', outputType: () => 'bool' }),
  reduction(Any, (x, r) => reduced('ReduceMax', x, r), { inputType: () => 'int32', outputType: () => 'bool' }),
  argument(ArgMax, 'ArgMax', -Infinity),
  argument(ArgMin, 'ArgMin', Infinity),
  kernel<'x', CumsumAttrs>(Cumsum, ({ x }, { axis, exclusive, reverse }, graph) => {
    const [only] = util.parseAxisParam(axis, x.shape);
    if (only === undefined) return null;
    const input = cast(graph.operand(x), boolAsInteger(x.dtype as GraphType));
    const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return graph.output(asOperand(node('CumSum', [input, integers([only])], x.shape, input.node.type, attributes)));
  }),
];
