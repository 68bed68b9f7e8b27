import {
  Add, AddN, Atan2, backend_util, BitwiseAnd, EluGrad, FloorDiv, Maximum, Minimum, Mod, Multiply, Pow, Prelu, RealDiv, SquaredDifference, Sub, type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from '../backend.ts';
import { asOperand, beforeExpansion, cast, expand, literal, node, truncateToInt32 } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import type { GraphType, Shape } from '../graph/types.ts';
import { apply } from './unary.ts';
import { kernel, listKernel, type Kernel } from './kernel.ts';

export function broadcastShape(a: Shape, b: Shape): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

/** Records an element-wise ONNX operation of two inputs. */
export function combine(op: string, a: Operand, b: Operand, type = a.node.type): Operand {
  return asOperand(node(op, [a, b], broadcastShape(a.shape, b.shape), type));
}

type BinaryRule = (a: Operand, b: Operand) => Operand;

/** Applies `rule` to the operands before they were broadcast and broadcasts the result instead. */
export function elementwise(a: TensorInfo, b: TensorInfo, graph: OnnxRuntimeBackend, rule: BinaryRule): Operand {
  const result = rule(beforeExpansion(graph.operand(a)), beforeExpansion(graph.operand(b)));
  return expand(result, broadcastShape(a.shape, b.shape));
}

/** A kernel of two inputs of one type; booleans are calculated as int32. */
function binary(name: string, rule: BinaryRule): Kernel {
  return kernel<'a' | 'b'>(name, ({ a, b }, _, graph) => {
    if (a.dtype !== b.dtype) return null;
    if (a.dtype !== 'bool') return graph.output(elementwise(a, b, graph, rule));
    const asInteger: BinaryRule = (x, y) => cast(rule(cast(x, 'int32'), cast(y, 'int32')), 'bool');
    return graph.output(elementwise(a, b, graph, asInteger));
  });
}

/**
 * Calculates in float64 and comes back to the type of `a`. Integer division in ONNX Runtime ends the process when the
 * divisor is 0, and float32 would round quotients over the next whole number.
 */
function inDouble(rule: BinaryRule, type?: GraphType): BinaryRule {
  return (a, b) => {
    const result = rule(cast(a, 'float64'), cast(b, 'float64'));
    const target = type ?? (a.node.type as GraphType);
    return target === 'int32' ? truncateToInt32(result) : cast(result, target);
  };
}

/** The remainder with the sign of the divisor, as TensorFlow.js defines it for floats and integers. */
const floorModulo: BinaryRule = (a, b) => {
  const remainder = (x: Operand): Operand => asOperand(node('Mod', [x, b], broadcastShape(x.shape, b.shape), 'float64', { fmod: 1 }));
  const zero = cast(literal(0), 'float64');
  const rest = remainder(a);
  const sameSign = combine('Equal', combine('Less', a, zero, 'bool'), combine('Less', b, zero, 'bool'), 'bool');
  return asOperand(node('Where', [sameSign, rest, remainder(combine('Add', rest, b))], rest.shape, 'float64'));
};

const divide: BinaryRule = (a, b) => combine('Div', a, b);

/** The angle of the point (b, a), by quadrant; also for zeros of either sign and for infinities. */
const angle: BinaryRule = (a, b) => {
  const shape = broadcastShape(a.shape, b.shape);
  const either = (condition: Operand, yes: Operand, no: Operand): Operand => asOperand(node('Where', [condition, yes, no], shape, 'float32'));
  const [zero, one, pi] = [0, 1, Math.PI].map((value) => asOperand(literal(value)));
  // The reciprocal tells -0 from 0.
  const negative = (x: Operand): Operand => {
    return combine('Or', combine('Less', x, zero!, 'bool'), combine('Less', apply('Reciprocal', x), zero!, 'bool'), 'bool');
  };
  const [height, width] = [apply('Abs', a), apply('Abs', b)];
  // Equal lengths, infinite ones included, are 45 degrees, but for two zeros.
  const ratio = either(combine('Equal', height, width, 'bool'), either(combine('Equal', height, zero!, 'bool'), zero!, one!), combine('Div', height, width));
  const acute = apply('Atan', ratio);
  const half = either(negative(b), combine('Sub', pi!, acute), acute);
  return either(negative(a), apply('Neg', half), half);
};

export function prelu(x: Operand, slope: Operand): Operand {
  const scaled = combine('Mul', slope, x);
  const negative = combine('Less', x, asOperand(literal(0)), 'bool');
  return asOperand(node('Where', [negative, scaled, x], scaled.shape, 'float32'));
}

export const binaryKernels: readonly Kernel[] = [
  binary(Add, (a, b) => combine('Add', a, b)),
  binary(Sub, (a, b) => combine('Sub', a, b)),
  binary(Multiply, (a, b) => combine('Mul', a, b)),
  binary(Maximum, (a, b) => combine('Max', a, b)),
  binary(Minimum, (a, b) => combine('Min', a, b)),
  binary(RealDiv, (a, b) => (a.node.type === 'float32' ? divide(a, b) : inDouble(divide)(a, b))),
  binary(Pow, (a, b) => (a.node.type === 'float32' ? combine('Pow', a, b) : inDouble((x, y) => combine('Pow', x, y))(a, b))),
  binary(Mod, inDouble(floorModulo)),
  binary(SquaredDifference, (a, b) => {
    const difference = combine('Sub', a, b);
    return combine('Mul', difference, difference);
  }),
  kernel<'a' | 'b'>(Atan2, ({ a, b }, _, graph) => {
    return a.dtype === 'float32' && b.dtype === 'float32' ? graph.output(elementwise(a, b, graph, angle)) : null;
  }),
  kernel<'a' | 'b'>(BitwiseAnd, ({ a, b }, _, graph) => graph.output(elementwise(a, b, graph, (x, y) => combine('BitwiseAnd', x, y)))),
  kernel<'a' | 'b'>(FloorDiv, ({ a, b }, _, graph) => {
    const floorDivide = inDouble((x, y) => apply('Floor', divide(x, y)), 'int32');
    return graph.output(elementwise(a, b, graph, floorDivide));
  }),
  kernel<'x' | 'alpha'>(Prelu, ({ x, alpha }, _, graph) => {
    if (x.dtype !== 'float32' || alpha.dtype !== 'float32') return null;
    return graph.output(prelu(graph.operand(x), graph.operand(alpha)));
  }),
  kernel<'dy' | 'y'>(EluGrad, ({ dy, y }, _, graph) => {
    const [gradient, output] = [graph.operand(dy), graph.operand(y)];
    const positive = combine('GreaterOrEqual', output, asOperand(literal(0)), 'bool');
    const scaled = combine('Mul', gradient, combine('Add', output, asOperand(literal(1))));
    return graph.output(asOperand(node('Where', [positive, gradient, scaled], y.shape, 'float32')));
  }),
  listKernel(AddN, (inputs, _, graph) => {
    if (inputs.some(({ dtype }) => dtype !== inputs[0]!.dtype || dtype === 'bool')) return null;
    const operands = inputs.map((input) => graph.operand(input));
    return graph.output(operands.reduce((sum, term) => combine('Add', sum, term)));
  }),
];
