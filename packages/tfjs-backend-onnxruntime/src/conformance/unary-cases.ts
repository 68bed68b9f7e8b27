import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type ConformanceCase } from './conformance-case.ts';
import { booleans, data, difficult, floats, whole } from './sample-data.ts';

type UnaryOp = (x: tf.Tensor) => tf.Tensor;

/** Each with an interval where it is defined and smooth enough to compare gradients. */
const smooth: Record<string, readonly [op: UnaryOp, low: number, high: number]> = {
  abs: [tf.abs, 0.1, 2], acos: [tf.acos, -0.9, 0.9], acosh: [tf.acosh, 1.1, 3], asin: [tf.asin, -0.9, 0.9], asinh: [tf.asinh, -2, 2],
  atan: [tf.atan, -2, 2], atanh: [tf.atanh, -0.9, 0.9], cos: [tf.cos, -3, 3], cosh: [tf.cosh, -2, 2], elu: [tf.elu, -2, 2], erf: [tf.erf, -2, 2],
  exp: [tf.exp, -3, 3], expm1: [tf.expm1, -1, 1], leakyRelu: [(x) => tf.leakyRelu(x, 0.1), -2, 2], log: [tf.log, 0.1, 3], log1p: [tf.log1p, -0.5, 3],
  neg: [tf.neg, -2, 2], reciprocal: [tf.reciprocal, 0.5, 2], relu: [tf.relu, -2, 2], relu6: [tf.relu6, -2, 9], rsqrt: [tf.rsqrt, 0.1, 3],
  selu: [tf.selu, -2, 2], sigmoid: [tf.sigmoid, -4, 4], sin: [tf.sin, -3, 3], sinh: [tf.sinh, -2, 2], softplus: [tf.softplus, -4, 4],
  sqrt: [tf.sqrt, 0.1, 3], square: [tf.square, -2, 2], tan: [tf.tan, -1, 1], tanh: [tf.tanh, -3, 3],
  clipByValue: [(x) => tf.clipByValue(x, -1, 1), -2, 2], logSigmoid: [tf.logSigmoid, -4, 4],
};
const stepwise: Record<string, UnaryOp> = {
  ceil: tf.ceil, floor: tf.floor, round: tf.round, sign: tf.sign, step: tf.step, stepWithSlope: (x) => tf.step(x, 0.3), isNaN: tf.isNaN, isInf: tf.isInf,
  isFinite: tf.isFinite, zerosLike: tf.zerosLike, onesLike: tf.onesLike,
};
const ofIntegers: Record<string, UnaryOp> = {
  abs: tf.abs, neg: tf.neg, relu: tf.relu, sign: tf.sign, square: tf.square, clipByValue: (x) => tf.clipByValue(x, -2, 3), exp: tf.exp,
  zerosLike: tf.zerosLike, onesLike: tf.onesLike,
};
/** The cpu backend's own values for NaN or infinity are accidents here: sign(NaN), overflow of its exponentials. */
const finiteOnly = ['sinh', 'selu', 'elu', 'expm1', 'asinh', 'logSigmoid', 'softplus', 'erf', 'sign'];

export const unaryCases: readonly ConformanceCase[] = [
  ...Object.entries(smooth).flatMap(([name, [op, low, high]]) => [
    conformanceCase(`${name}`, [floats([2, 7], low, high)], op, { gradientOf: [0] }),
    conformanceCase(`${name} of a scalar`, [floats([], low, high)], op, { gradientOf: [0], aspect: 'rank' }),
    conformanceCase(`${name} of nothing`, [floats([0, 3])], op, { aspect: 'empty' }),
  ]),
  ...Object.entries(smooth)
    .filter(([name]) => !finiteOnly.includes(name))
    .map(([name, [op]]) => conformanceCase(`${name} of difficult values`, [difficult], op, { aspect: 'non-finite' })),
  ...Object.entries(stepwise).flatMap(([name, op]) => [
    conformanceCase(name, [floats([3, 5], -3, 3)], op),
    conformanceCase(`${name} of halves and zero`, [data([-2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5])], op),
  ]),
  ...Object.entries(stepwise)
    .filter(([name]) => !finiteOnly.includes(name))
    .map(([name, op]) => conformanceCase(`${name} of difficult values`, [difficult], op, { aspect: 'non-finite' })),
  ...Object.entries(ofIntegers).map(([name, op]) => conformanceCase(`${name} of int32`, [whole([2, 6])], op, { aspect: 'integer' })),
  conformanceCase('relu of rank 6', [floats([1, 2, 1, 3, 2, 2])], tf.relu, { aspect: 'rank', gradientOf: [0] }),
  conformanceCase('logicalNot', [booleans([3, 4])], tf.logicalNot, { aspect: 'boolean' }),
  conformanceCase('zerosLike of bool', [booleans([3])], tf.zerosLike, { aspect: 'boolean' }),
  conformanceCase('prelu', [floats([2, 5]), floats([5], 0, 1)], (x, a) => tf.prelu(x!, a!), { gradientOf: [0, 1] }),
];
