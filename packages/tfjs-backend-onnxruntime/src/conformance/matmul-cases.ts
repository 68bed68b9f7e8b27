import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type ConformanceCase } from './conformance-case.ts';
import { data, floats, whole } from './sample-data.ts';

type Orientation = readonly [transposeA: boolean, transposeB: boolean];
const orientations: readonly Orientation[] = [[false, false], [true, false], [false, true], [true, true]];

/** Shape of one factor, its last two axes swapped where it is to be transposed. */
function oriented(batch: readonly number[], rows: number, columns: number, transposed: boolean): number[] {
  return transposed ? [...batch, columns, rows] : [...batch, rows, columns];
}

function products(label: string, batchA: readonly number[], batchB: readonly number[], gradient: boolean): ConformanceCase[] {
  return orientations.map(([transposeA, transposeB]) =>
    conformanceCase(
      `matMul of ${label}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`,
      [floats(oriented(batchA, 3, 5, transposeA)), floats(oriented(batchB, 5, 4, transposeB), -1, 1, 3)],
      (a, b) => tf.matMul(a!, b!, transposeA, transposeB),
      { gradientOf: gradient ? [0, 1] : [] },
    ),
  );
}

export const matMulCases: readonly ConformanceCase[] = [
  ...products('matrices', [], [], true),
  ...products('batches', [2], [2], true),
  ...products('batches of rank 4', [2, 3], [2, 3], true),
  ...products('a batch and one matrix', [2], [1], false),
  ...products('one matrix and a batch', [1], [2], false),
  ...products('a batch of one', [1], [1], true),
  conformanceCase('matMul of a batch and a plain matrix', [floats([2, 3, 4]), floats([4, 2])], (a, b) => tf.matMul(a!, b!)),
  conformanceCase('matMul of one row', [floats([1, 4]), floats([4, 1], -1, 1, 2)], (a, b) => tf.matMul(a!, b!), { gradientOf: [0, 1] }),
  conformanceCase('matMul of int32', [whole([2, 3]), whole([3, 2], -4, 4, 2)], (a, b) => tf.matMul(a!, b!), { aspect: 'integer' }),
  conformanceCase('matMul of int32, transposed', [whole([3, 2]), whole([2, 3], -4, 4, 2)], (a, b) => tf.matMul(a!, b!, true, true), { aspect: 'integer' }),
  conformanceCase('matMul of nothing', [floats([2, 0]), floats([0, 3])], (a, b) => tf.matMul(a!, b!), { aspect: 'empty' }),
  conformanceCase('matMul with NaN', [data([1, NaN, 3, 4], [2, 2]), floats([2, 2])], (a, b) => tf.matMul(a!, b!), { aspect: 'non-finite' }),
  conformanceCase('dot', [floats([4]), floats([4], -1, 1, 2)], (a, b) => tf.dot(a!, b!), { gradientOf: [0, 1] }),
  conformanceCase('outerProduct', [floats([3]), floats([4], -1, 1, 2)], (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D)),
  conformanceCase('einsum', [floats([2, 3, 4]), floats([2, 4, 5])], (a, b) => tf.einsum('bij,bjk->bik', a!, b!)),
  conformanceCase('einsum of attention scores', [floats([2, 3, 2, 4]), floats([2, 5, 2, 4])], (q, k) => tf.einsum('bfhd,bthd->bhft', q!, k!)),
  ...(['linear', 'relu', 'sigmoid', 'elu', 'relu6'] as const).map((activation) =>
    conformanceCase(`fused matMul, bias, ${activation}`, [floats([3, 4]), floats([4, 5]), floats([5])], (a, b, bias) =>
      tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation }),
    ),
  ),
  conformanceCase('fused matMul with its gradient', [floats([3, 4]), floats([4, 5]), floats([5])], (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'relu' }), {
    gradientOf: [0, 1, 2],
  }),
];
