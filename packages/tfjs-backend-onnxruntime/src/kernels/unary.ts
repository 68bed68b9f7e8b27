import {
  Abs, Acos, Acosh, Asin, Asinh, Atan, Atanh, Ceil, ClipByValue, Cos, Cosh, Elu, Erf, Exp, Expm1, Floor, IsFinite, IsInf, IsNan, LeakyRelu, Log,
  Log1p, LogicalNot, Neg, OnesLike, Reciprocal, Relu, Relu6, Round, Rsqrt, Selu, Sigmoid, Sign, Sin, Sinh, Softplus, Sqrt, Square, Step, Tan, Tanh,
  ZerosLike, type ClipByValueAttrs, type LeakyReluAttrs, type StepAttrs,
} from '@tensorflow/tfjs-core';
import { asOperand, beforeExpansion, cast, expand, fill, literal, node } from '../graph/build.ts';
import type { Operand } from '../graph/graph-node.ts';
import type { GraphType } from '../graph/types.ts';
import { kernel, type Kernel } from './kernel.ts';

type Attributes = Record<string, never>;
type UnaryRule<A> = (x: Operand, attributes: A) => Operand;

/** An element-wise kernel of one input. Only `dtypes` are recorded. */
function unary<A = Attributes>(name: string, dtypes: readonly string[], rule: UnaryRule<A>): Kernel {
  return kernel<'x', A>(name, ({ x }, attributes, graph) => {
    if (!dtypes.includes(x.dtype)) return null;
    return graph.output(expand(rule(beforeExpansion(graph.operand(x)), attributes), x.shape));
  });
}

/** The ONNX operation of one name, with the type of its input. */
export function apply(op: string, x: Operand, type = x.node.type): Operand {
  return asOperand(node(op, [x], x.shape, type));
}

const floats = ['float32'] as const;
const numbers = ['float32', 'int32'] as const;

const floatKernels: readonly (readonly [name: string, op: string])[] = [
  [Acos, 'Acos'], [Acosh, 'Acosh'], [Asin, 'Asin'], [Asinh, 'Asinh'], [Atan, 'Atan'], [Atanh, 'Atanh'], [Ceil, 'Ceil'], [Cos, 'Cos'],
  [Cosh, 'Cosh'], [Elu, 'Elu'], [Erf, 'Erf'], [Exp, 'Exp'], [Floor, 'Floor'], [Log, 'Log'], [Reciprocal, 'Reciprocal'], [Round, 'Round'],
  [Selu, 'Selu'], [Sigmoid, 'Sigmoid'], [Sin, 'Sin'], [Sinh, 'Sinh'], [Softplus, 'Softplus'], [Sqrt, 'Sqrt'], [Tanh, 'Tanh'],
];
const numberKernels: readonly (readonly [name: string, op: string])[] = [[Abs, 'Abs'], [Neg, 'Neg'], [Relu, 'Relu']];

/** In float64, where float32 would lose what makes these functions worth having. */
function inDouble(x: Operand, rule: (x: Operand, one: Operand) => Operand): Operand {
  return cast(rule(cast(x, 'float64'), cast(literal(1), 'float64')), 'float32');
}

export function isNan(x: Operand): Operand {
  return apply('IsNaN', x, 'bool');
}

export const unaryKernels: readonly Kernel[] = [
  ...floatKernels.map(([name, op]) => unary(name, floats, (x) => apply(op, x))),
  ...numberKernels.map(([name, op]) => unary(name, numbers, (x) => apply(op, x))),
  unary(Square, numbers, (x) => asOperand(node('Mul', [x, x], x.shape, x.node.type))),
  // The sign of NaN is 0 in TensorFlow.js.
  unary(Sign, numbers, (x) => {
    const sign = apply('Sign', x);
    return x.node.type === 'float32' ? asOperand(node('Where', [isNan(x), literal(0), sign], x.shape, 'float32')) : sign;
  }),
  // Near its poles float32 sine and cosine are not exact enough.
  unary(Tan, floats, (x) => inDouble(x, (wide) => asOperand(node('Div', [apply('Sin', wide), apply('Cos', wide)], x.shape, 'float64')))),
  unary(Rsqrt, floats, (x) => apply('Reciprocal', apply('Sqrt', x))),
  unary(Log1p, floats, (x) => inDouble(x, (wide, one) => apply('Log', asOperand(node('Add', [wide, one], x.shape, 'float64'))))),
  unary(Expm1, floats, (x) => inDouble(x, (wide, one) => asOperand(node('Sub', [apply('Exp', wide), one], x.shape, 'float64')))),
  unary(Relu6, floats, (x) => clip(x, 0, 6)),
  unary<ClipByValueAttrs>(ClipByValue, numbers, (x, { clipValueMin, clipValueMax }) => clip(x, clipValueMin, clipValueMax)),
  unary<LeakyReluAttrs>(LeakyRelu, floats, (x, { alpha }) => leakyRelu(x, alpha)),
  // Sign of Relu rather than a comparison, so that NaN stays NaN.
  unary<StepAttrs>(Step, floats, (x, { alpha }) => (alpha === 0 ? apply('Sign', apply('Relu', x)) : stepWithSlope(x, alpha))),
  unary(LogicalNot, ['bool'], (x) => apply('Not', x)),
  unary(IsNan, floats, isNan),
  unary(IsInf, floats, (x) => apply('IsInf', x, 'bool')),
  unary(IsFinite, floats, (x) => {
    const infinite = node('Or', [isNan(x), apply('IsInf', x, 'bool')], x.shape, 'bool');
    return apply('Not', asOperand(infinite));
  }),
  unary(ZerosLike, ['float32', 'int32', 'bool'], (x) => fill(0, x.shape, x.node.type as GraphType)),
  unary(OnesLike, ['float32', 'int32', 'bool'], (x) => fill(1, x.shape, x.node.type as GraphType)),
];

export function clip(x: Operand, low: number, high: number): Operand {
  const type = x.node.type as GraphType;
  return asOperand(node('Clip', [x, literal(low, type), literal(high, type)], x.shape, type));
}

export function leakyRelu(x: Operand, alpha: number): Operand {
  return asOperand(node('LeakyRelu', [x], x.shape, 'float32', { alpha: { float: alpha } }));
}

function stepWithSlope(x: Operand, slope: number): Operand {
  const positive = node('Greater', [x, literal(0)], x.shape, 'bool');
  const step = node('Where', [positive, literal(1), literal(slope)], x.shape, 'float32');
  return asOperand(node('Where', [isNan(x), x, step], x.shape, 'float32'));
}
