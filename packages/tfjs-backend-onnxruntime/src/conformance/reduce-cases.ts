import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type ConformanceCase } from './conformance-case.ts';
import { booleans, data, floats, whole } from './sample-data.ts';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const reductions: Record<string, Reduction> = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod, logSumExp: tf.logSumExp };
const differentiable = ['sum', 'mean', 'max', 'min', 'logSumExp'];

export const reduceCases: readonly ConformanceCase[] = [
  ...Object.entries(reductions).flatMap(([name, op]) => {
    const gradientOf = differentiable.includes(name) ? [0] : [];
    return [
      conformanceCase(`${name} of everything`, [floats([2, 3, 4])], (x) => op(x!), { gradientOf }),
      conformanceCase(`${name} of the last axis`, [floats([3, 5])], (x) => op(x!, -1), { gradientOf }),
      conformanceCase(`${name} of the first axis, kept`, [floats([3, 5])], (x) => op(x!, 0, true), { gradientOf }),
      conformanceCase(`${name} of two axes of rank 5`, [floats([2, 1, 3, 2, 2])], (x) => op(x!, [1, 3]), { gradientOf, aspect: 'rank' }),
      conformanceCase(`${name} of axes of length 1`, [floats([1, 3, 1])], (x) => op(x!, [0, 2]), { gradientOf, aspect: 'rank' }),
      conformanceCase(`${name} of no axis`, [floats([2, 3])], (x) => op(x!, []), { aspect: 'rank' }),
      conformanceCase(`${name} of a scalar`, [floats([])], (x) => op(x!), { gradientOf, aspect: 'rank' }),
      conformanceCase(`${name} of a batch of 1`, [floats([1, 4])], (x) => op(x!, 1), { gradientOf }),
    ];
  }),
  ...Object.entries({ sum: tf.sum, max: tf.max, min: tf.min, prod: tf.prod, mean: tf.mean } as Record<string, Reduction>).flatMap(([name, op]) => [
    conformanceCase(`${name} of int32`, [whole([3, 4], -3, 3)], (x) => op(x!, 1), { aspect: 'integer' }),
    conformanceCase(`${name} with NaN inside`, [data([1, NaN, 3, 4, 5, 6], [2, 3])], (x) => op(x!, 1), { aspect: 'non-finite' }),
    conformanceCase(`${name} with infinities`, [data([1, -Infinity, 3, 4, Infinity, 6], [2, 3])], (x) => op(x!, 1), { aspect: 'non-finite' }),
  ]),
  conformanceCase('sum of nothing', [floats([2, 0])], (x) => tf.sum(x!, 1), { aspect: 'empty' }),
  conformanceCase('max of bool', [booleans([2, 3])], (x) => tf.max(x!, 1), { aspect: 'boolean' }),
  conformanceCase('sum of bool', [booleans([2, 3])], (x) => tf.sum(x!, 1), { aspect: 'boolean' }),
  conformanceCase('all', [booleans([3, 2])], (x) => tf.all(x!, 1), { aspect: 'boolean' }),
  conformanceCase('any', [booleans([3, 2])], (x) => tf.any(x!, 1, true), { aspect: 'boolean' }),
  conformanceCase('argMax', [floats([3, 5])], (x) => tf.argMax(x!, -1)),
  conformanceCase('argMax of the first axis', [floats([3, 5])], (x) => tf.argMax(x!, 0)),
  conformanceCase('argMax takes the first of equals', [data([1, 3, 3, 2])], (x) => tf.argMax(x!)),
  conformanceCase('argMin of int32', [whole([3, 5])], (x) => tf.argMin(x!, 1), { aspect: 'integer' }),
  conformanceCase('cumsum', [floats([3, 4])], (x) => tf.cumsum(x!, 1), { gradientOf: [0] }),
  conformanceCase('cumsum, exclusive and reverse', [floats([3, 4])], (x) => tf.cumsum(x!, 0, true, true)),
  conformanceCase('cumsum of int32', [whole([5])], (x) => tf.cumsum(x!), { aspect: 'integer' }),
  conformanceCase('moments', [floats([3, 4])], (x) => {
    const { mean, variance } = tf.moments(x!, -1);
    return [variance, mean];
  }, { gradientOf: [0] }),
];
