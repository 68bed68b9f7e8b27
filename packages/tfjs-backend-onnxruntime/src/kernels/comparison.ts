import {
  backend_util, Equal, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr, NotEqual, Select, type DataType,
} from '@tensorflow/tfjs-core';
import { asOperand, beforeExpansion, cast, expand, node, reshaped } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import type { GraphType, OnnxType } from '../graph/types.ts';
import { broadcastShape, combine, elementwise } from './binary.ts';
import { kernel, type Kernel } from './kernel.ts';
import { apply } from './unary.ts';

/** The type in which two tensors are compared: ONNX orders no booleans. */
function comparisonType(a: DataType, b: DataType): OnnxType {
  const type = backend_util.upcastType(a, b);
  return type === 'bool' ? 'int32' : (type as GraphType);
}

function comparison(name: string, op: string, negated = false): Kernel {
  return kernel<'a' | 'b'>(name, ({ a, b }, _, graph) => {
    const type = comparisonType(a.dtype, b.dtype);
    return graph.output(
      elementwise(a, b, graph, (x, y) => {
        const result = combine(op, cast(x, type), cast(y, type), 'bool');
        return negated ? apply('Not', result) : result;
      }),
    );
  });
}

function logical(name: string, op: string): Kernel {
  return kernel<'a' | 'b'>(name, ({ a, b }, _, graph) => {
    return graph.output(elementwise(a, b, graph, (x, y) => combine(op, cast(x, 'bool'), cast(y, 'bool'), 'bool')));
  });
}

/** `Where` of ONNX Runtime takes no booleans as branches. */
export function where(condition: Operand, yes: Operand, no: Operand, shape: readonly number[]): Operand {
  const { type } = yes.node;
  if (type !== 'bool') return asOperand(node('Where', [condition, yes, no], shape, type));
  return cast(node('Where', [condition, cast(yes, 'int32'), cast(no, 'int32')], shape, 'int32'), 'bool');
}

export const comparisonKernels: readonly Kernel[] = [
  comparison(Equal, 'Equal'),
  comparison(NotEqual, 'Equal', true),
  comparison(Greater, 'Greater'),
  comparison(GreaterEqual, 'GreaterOrEqual'),
  comparison(Less, 'Less'),
  comparison(LessEqual, 'LessOrEqual'),
  logical(LogicalAnd, 'And'),
  logical(LogicalOr, 'Or'),
  kernel<'condition' | 't' | 'e'>(Select, ({ condition, t, e }, _, graph) => {
    const type = backend_util.upcastType(t.dtype, e.dtype) as GraphType;
    const yes = cast(beforeExpansion(graph.operand(t)), type);
    const no = cast(beforeExpansion(graph.operand(e)), type);
    let mask = cast(beforeExpansion(graph.operand(condition)), 'bool');
    // A vector selects whole rows.
    if (condition.shape.length === 1 && t.shape.length > 1) mask = reshaped(mask, [...mask.shape, ...t.shape.slice(1).map(() => 1)]);
    const shape = broadcastShape(mask.shape, broadcastShape(yes.shape, no.shape));
    return graph.output(expand(where(mask, yes, no, shape), t.shape));
  }),
];
