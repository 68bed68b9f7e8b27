import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type ConformanceCase } from './conformance-case.ts';
import { booleans, data, floats, whole } from './sample-data.ts';

function indices(values: readonly number[], shape: readonly number[] = [values.length]): ReturnType<typeof data> {
  return data(values, shape, 'int32');
}

const repeated = [3, 0, 3, 1, 3, 0];

export const gatherCases: readonly ConformanceCase[] = [
  conformanceCase('gather of rows', [floats([4, 3]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D), { gradientOf: [0] }),
  conformanceCase('gather with a matrix of indices', [floats([4, 3]), indices(repeated, [2, 3])], (x, i) => tf.gather(x!, i as tf.Tensor1D), { gradientOf: [0] }),
  conformanceCase('gather of columns', [floats([3, 4]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D, 1), { gradientOf: [0] }),
  conformanceCase('gather of the middle axis', [floats([2, 4, 3]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D, 1), { gradientOf: [0] }),
  conformanceCase('gather of a vector', [floats([4]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D), { gradientOf: [0] }),
  conformanceCase('gather of int32', [whole([4, 2]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D), { aspect: 'integer' }),
  conformanceCase('gather of bool', [booleans([4]), indices(repeated)], (x, i) => tf.gather(x!, i as tf.Tensor1D), { aspect: 'boolean' }),
  conformanceCase('gather of nothing', [floats([4, 3]), indices([])], (x, i) => tf.gather(x!, i as tf.Tensor1D), { aspect: 'empty' }),
  conformanceCase('gather per batch element', [floats([2, 4, 3]), indices([3, 0, 1, 1, 2, 3], [2, 3])], (x, i) => tf.gather(x!, i as tf.Tensor1D, 1, 1)),
  conformanceCase('gather per batch element of scalars', [floats([2, 4]), indices([3, 0, 1, 1], [2, 2])], (x, i) => tf.gather(x!, i as tf.Tensor1D, 1, 1)),
  conformanceCase('gather per batch element, inner axis', [floats([2, 3, 4]), indices([3, 0, 1, 1], [2, 2])], (x, i) => tf.gather(x!, i as tf.Tensor1D, 2, 1)),
  conformanceCase('gatherND', [floats([3, 4]), indices([2, 1, 0, 3], [2, 2])], (x, i) => tf.gatherND(x!, i!)),
  conformanceCase('gatherND of rows', [floats([3, 4]), indices([2, 0], [2, 1])], (x, i) => tf.gatherND(x!, i!)),
  conformanceCase('scatterND', [indices([1, 3, 1], [3, 1]), floats([3, 2])], (i, x) => tf.scatterND(i!, x!, [4, 2])),
  conformanceCase('oneHot', [indices([0, 2, 1])], (i) => tf.oneHot(i!, 3)),
  conformanceCase('oneHot as float32', [indices([0, 2, 1, 1], [2, 2])], (i) => tf.oneHot(i!, 4, 1, 0, 'float32')),
  conformanceCase('oneHot with other values', [indices([0, 2, 1])], (i) => tf.oneHot(i!, 3, 0.9, 0.05, 'float32')),
  conformanceCase('oneHot leaves unknown classes empty', [indices([-1, 5, 1])], (i) => tf.oneHot(i!, 3), { aspect: 'integer' }),
  conformanceCase('unsortedSegmentSum', [floats([6, 2]), indices(repeated)], (x, i) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 5), { gradientOf: [0] }),
  conformanceCase('unsortedSegmentSum of a vector', [floats([6]), indices(repeated)], (x, i) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 4)),
  conformanceCase('unsortedSegmentSum of rank 3', [floats([6, 2, 3]), indices(repeated)], (x, i) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 4)),
  conformanceCase('unsortedSegmentSum drops unknown segments', [floats([4, 2]), indices([-1, 1, 7, 1])], (x, i) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 3), {
    aspect: 'integer',
  }),
  conformanceCase('topk', [floats([3, 6])], (x) => {
    const { values, indices: order } = tf.topk(x!, 2);
    return [values, order];
  }),
  conformanceCase('topk of equals', [data([2, 5, 5, 1, 5])], (x) => {
    const { values, indices: order } = tf.topk(x!, 4);
    return [values, order];
  }),
];
