import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type CaseSettings, type ConformanceCase, type TensorData } from './conformance-case.ts';
import { booleans, data, floats, whole } from './sample-data.ts';

function shapeCase(name: string, input: TensorData, run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[], settings: CaseSettings = { gradientOf: [0] }): ConformanceCase {
  return conformanceCase(name, [input], (x) => run(x!), settings);
}

export const shapeCases: readonly ConformanceCase[] = [
  shapeCase('transpose', floats([2, 3, 4]), (x) => tf.transpose(x, [2, 0, 1])),
  shapeCase('transpose of rank 6', floats([1, 2, 3, 1, 2, 2]), (x) => tf.transpose(x, [5, 3, 1, 0, 4, 2])),
  shapeCase('transpose of axes of length 1', floats([1, 3, 1, 2]), (x) => tf.transpose(x, [1, 0, 3, 2])),
  shapeCase('transpose that moves nothing', floats([2, 3]), (x) => tf.transpose(x, [0, 1])),
  shapeCase('transpose of bool', booleans([2, 3]), (x) => tf.transpose(x), { aspect: 'boolean' }),
  shapeCase('reshape', floats([2, 6]), (x) => tf.mul(tf.reshape(x, [3, -1]), 2)),
  shapeCase('expandDims and squeeze', floats([2, 1, 3]), (x) => tf.squeeze(tf.expandDims(tf.relu(x), -1), [1])),
  shapeCase('slice', floats([4, 5]), (x) => tf.slice(x, [1, 2], [2, -1])),
  shapeCase('slice to nothing', floats([4, 5]), (x) => tf.slice(x, [1, 2], [0, 3]), { aspect: 'empty' }),
  shapeCase('slice of bool', booleans([6]), (x) => tf.slice(x, 2, 3), { aspect: 'boolean' }),
  shapeCase('stridedSlice', floats([6, 5]), (x) => tf.stridedSlice(x, [4, 0], [0, 5], [-2, 2]), {}),
  shapeCase('stridedSlice that drops an axis', floats([4, 5]), (x) => tf.stridedSlice(x, [1, 0], [2, 5], [1, 1], 0, 0, 0, 0, 1), {}),
  shapeCase('reverse', floats([2, 3, 2]), (x) => tf.reverse(x, [0, 2])),
  shapeCase('reverse of no axis', floats([3]), (x) => tf.reverse(x, []), {}),
  shapeCase('pad', floats([2, 3]), (x) => tf.pad(x, [[1, 0], [0, 2]], -1.5)),
  shapeCase('pad of int32', whole([2, 2]), (x) => tf.pad(x, [[0, 1], [1, 0]], 7), { aspect: 'integer' }),
  shapeCase('pad of bool', booleans([2, 2]), (x) => tf.pad(x, [[0, 1], [1, 0]]), { aspect: 'boolean' }),
  shapeCase('pad of nothing', floats([0, 2]), (x) => tf.pad(x, [[1, 1], [0, 0]]), { aspect: 'empty' }),
  shapeCase('mirrorPad', floats([3, 3]), (x) => tf.mirrorPad(x, [[1, 1], [1, 0]], 'reflect'), {}),
  shapeCase('tile', floats([2, 3]), (x) => tf.tile(x, [2, 2])),
  shapeCase('tile of axes of length 1', floats([1, 3]), (x) => tf.tile(x, [4, 1])),
  shapeCase('broadcastTo', floats([3, 1]), (x) => tf.mul(tf.broadcastTo(x, [2, 3, 4]), 3)),
  shapeCase('broadcastTo of bool', booleans([3, 1]), (x) => tf.broadcastTo(x, [3, 4]), { aspect: 'boolean' }),
  shapeCase('split', floats([4, 6]), (x) => tf.split(x, 3, 1)),
  shapeCase('split by sizes', floats([6]), (x) => tf.split(x, [1, 3, 2])),
  shapeCase('unstack', floats([3, 4]), (x) => tf.unstack(x, 1)),
  shapeCase('unstack of one', floats([1, 4]), (x) => tf.unstack(x, 0), {}),
  conformanceCase('concat', [floats([2, 3]), floats([2, 1], 0, 1, 2)], (a, b) => tf.concat([a!, b!], 1), { gradientOf: [0, 1] }),
  conformanceCase('concat with nothing', [floats([2, 3]), floats([0, 3])], (a, b) => tf.concat([a!, b!], 0), { aspect: 'empty' }),
  conformanceCase('concat of int32', [whole([3]), whole([2], 0, 9, 4)], (a, b) => tf.concat([a!, b!]), { aspect: 'integer' }),
  conformanceCase('concat of bool', [booleans([3]), booleans([2], 4)], (a, b) => tf.concat([a!, b!]), { aspect: 'boolean' }),
  conformanceCase('stack', [floats([2, 3]), floats([2, 3], 0, 1, 2)], (a, b) => tf.stack([a!, b!], 1), { gradientOf: [0, 1] }),
  conformanceCase('stack of scalars', [floats([]), floats([], 0, 1, 2)], (a, b) => tf.stack([a!, b!]), { gradientOf: [0, 1], aspect: 'rank' }),
  conformanceCase('stack at the end', [floats([2]), floats([2], 0, 1, 2)], (a, b) => tf.stack([a!, b!], -1)),
  shapeCase('cast to int32 truncates', data([1.9, -1.9, 0.4, NaN, Infinity, -0.4]), (x) => tf.cast(x, 'int32'), { aspect: 'non-finite' }),
  shapeCase('cast of halves to int32', floats([9], -9, 9), (x) => tf.cast(x, 'int32'), {}),
  shapeCase('cast to bool', data([0, -0, 1, -3, 0.5, NaN]), (x) => tf.cast(x, 'bool'), { aspect: 'non-finite' }),
  shapeCase('cast of int32 to float32', whole([2, 3]), (x) => tf.cast(x, 'float32'), { aspect: 'integer' }),
  shapeCase('cast of int32 to bool', whole([6], -1, 1), (x) => tf.cast(x, 'bool'), { aspect: 'integer' }),
  shapeCase('cast of bool', booleans([5]), (x) => [tf.cast(x, 'float32'), tf.cast(x, 'int32')], { aspect: 'boolean' }),
  conformanceCase('fill', [], () => [tf.fill([2, 3], 2.5), tf.fill([2], 3, 'int32'), tf.fill([], 1, 'bool')]),
  conformanceCase('range', [], () => [tf.range(0, 5), tf.range(5, 1, -2), tf.range(0, 1, 0.25), tf.range(1, 4, 1, 'int32')]),
  conformanceCase('linspace', [], () => tf.linspace(0, 1, 5)),
  conformanceCase('eye', [], () => tf.eye(3)),
];
