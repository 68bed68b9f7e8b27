import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type ConformanceCase, type TensorData } from './conformance-case.ts';
import { booleans, data, floats, whole } from './sample-data.ts';

type BinaryOp = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const arithmetic: Record<string, BinaryOp> = {
  add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference,
};
const comparisons: Record<string, BinaryOp> = {
  equal: tf.equal, notEqual: tf.notEqual, greater: tf.greater, greaterEqual: tf.greaterEqual, less: tf.less, lessEqual: tf.lessEqual,
};
const logical: Record<string, BinaryOp> = { logicalAnd: tf.logicalAnd, logicalOr: tf.logicalOr, logicalXor: tf.logicalXor };
const shapes: Record<string, readonly [readonly number[], readonly number[]]> = {
  'equal shapes': [[2, 3], [2, 3]], 'a row': [[4, 3], [3]], 'a column': [[4, 3], [4, 1]], 'both sides': [[4, 1], [1, 3]], 'a scalar': [[2, 3], []],
  scalars: [[], []], 'rank 5': [[2, 1, 3, 1, 2], [1, 4, 1, 2, 1]],
};
const specials = [NaN, Infinity, -Infinity, 0, 1, -2.5];
/** Every pair of special values. */
const left: TensorData = data(specials.flatMap((a) => specials.map(() => a)));
const right: TensorData = data(specials.flatMap(() => specials));
const signs = [7, -7, 7, -7, 6, -6, 0, 5];
const divisors = [3, 3, -3, -3, 3, 3, 4, 0];

/** TensorFlow.js has no gradients for these where a shape is broadcast. */
const unbroadcast = ['maximum', 'minimum', 'squaredDifference'];

function withShapes(name: string, op: BinaryOp, gradient: boolean): ConformanceCase[] {
  return Object.entries(shapes).map(([label, [a, b]]) =>
    conformanceCase(`${name}: ${label}`, [floats(a, 0.5, 3), floats(b, 0.6, 3, 3)], (x, y) => op(x!, y!), {
      gradientOf: gradient && (a.join() === b.join() || !unbroadcast.includes(name)) ? [0, 1] : [],
      aspect: label.startsWith('rank') || label === 'scalars' ? 'rank' : 'plain',
    }),
  );
}

export const binaryCases: readonly ConformanceCase[] = [
  ...Object.entries(arithmetic).flatMap(([name, op]) => [
    ...withShapes(name, op, true),
    conformanceCase(`${name} of int32`, [whole([3, 4]), whole([4], 1, 6, 2)], (a, b) => op(a!, b!), { aspect: 'integer' }),
    conformanceCase(`${name} of int32 and float32`, [whole([3, 4]), floats([4], 1, 3)], (a, b) => op(a!, b!), { aspect: 'integer' }),
    conformanceCase(`${name} of nothing`, [floats([0, 4]), floats([4])], (a, b) => op(a!, b!), { aspect: 'empty' }),
    conformanceCase(`${name} of special values`, [left, right], (a, b) => op(a!, b!), { aspect: 'non-finite' }),
  ]),
  ...Object.entries(comparisons).flatMap(([name, op]) => [
    ...withShapes(name, op, false),
    conformanceCase(`${name} of int32`, [whole([20], 0, 3), whole([20], 0, 3, 2)], (a, b) => op(a!, b!), { aspect: 'integer' }),
    conformanceCase(`${name} of bool`, [booleans([8]), booleans([8], 4)], (a, b) => op(a!, b!), { aspect: 'boolean' }),
    conformanceCase(`${name} of special values`, [left, right], (a, b) => op(a!, b!), { aspect: 'non-finite' }),
  ]),
  ...Object.entries(logical).map(([name, op]) =>
    conformanceCase(name, [booleans([4, 1]), booleans([1, 5], 3)], (a, b) => op(a!, b!), { aspect: 'boolean' }),
  ),
  conformanceCase('mod of floats', [data(signs), data(divisors)], (a, b) => tf.mod(a!, b!), { aspect: 'non-finite' }),
  conformanceCase('mod', [floats([3, 4], -9, 9), floats([4], 1, 3)], (a, b) => tf.mod(a!, b!), { gradientOf: [0, 1] }),
  conformanceCase('mod of int32', [data(signs, [8], 'int32'), data(divisors, [8], 'int32')], (a, b) => tf.mod(a!, b!), { aspect: 'integer' }),
  conformanceCase('floorDiv of int32, also by zero', [data(signs, [8], 'int32'), data(divisors, [8], 'int32')], (a, b) => tf.floorDiv(a!, b!), {
    aspect: 'integer',
  }),
  conformanceCase('floorDiv of floats', [floats([3, 4], -9, 9), floats([4], 1, 3)], (a, b) => tf.floorDiv(a!, b!)),
  conformanceCase('div of int32, signs', [data(signs, [8], 'int32'), data([2, 2, -2, -2, 5, 5, 3, 7], [8], 'int32')], (a, b) => tf.div(a!, b!), {
    aspect: 'integer',
  }),
  conformanceCase('divNoNan', [data([1, 0, -2, 5]), data([0, 0, 4, 2])], (a, b) => tf.divNoNan(a!, b!)),
  conformanceCase('pow', [floats([3, 4], 0.5, 3), floats([4], -2, 2)], (a, b) => tf.pow(a!, b!), { gradientOf: [0, 1] }),
  conformanceCase('pow of int32', [whole([6], -3, 3), whole([6], 0, 4, 2)], (a, b) => tf.pow(a!, b!), { aspect: 'integer' }),
  conformanceCase('int32 sums wrap around', [data([2147483647, -2147483648], [2], 'int32'), data([1, -1], [2], 'int32')], (a, b) => tf.add(a!, b!), {
    aspect: 'integer',
  }),
  conformanceCase('addN', [floats([2, 3]), floats([2, 3], -1, 1, 2), floats([2, 3], 0, 4, 5)], (...terms) => tf.addN(terms), { gradientOf: [0, 2] }),
  conformanceCase('addN of int32', [whole([4]), whole([4], 0, 9, 2)], (...terms) => tf.addN(terms), { aspect: 'integer' }),
  conformanceCase('atan2', [floats([7]), floats([7], -2, 2, 4)], (a, b) => tf.atan2(a!, b!), { gradientOf: [0, 1] }),
  conformanceCase('where', [booleans([3, 4]), floats([3, 4]), floats([3, 4], 5, 9)], (c, a, b) => tf.where(c!, a!, b!), { gradientOf: [1, 2] }),
  conformanceCase('where broadcasts', [booleans([3, 1]), floats([1, 4]), floats([])], (c, a, b) => tf.where(c!, a!, b!)),
  conformanceCase('where of constants', [booleans([3, 4])], (c) => tf.where(c!, tf.zeros([3, 4]), tf.fill([3, 4], -1e9)), { aspect: 'boolean' }),
  conformanceCase('where of int32', [booleans([5]), whole([5]), whole([5], 6, 9)], (c, a, b) => tf.where(c!, a!, b!), { aspect: 'integer' }),
  conformanceCase('where of bool', [booleans([6]), booleans([6], 2), booleans([6], 5)], (c, a, b) => tf.where(c!, a!, b!), { aspect: 'boolean' }),
  conformanceCase('where keeps NaN on the other side', [data([1, 0], [2], 'bool'), data([1, NaN]), data([NaN, 2])], (c, a, b) => tf.where(c!, a!, b!), {
    aspect: 'non-finite',
  }),
];
