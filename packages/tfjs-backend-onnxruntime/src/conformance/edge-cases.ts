import * as tf from '@tensorflow/tfjs-core';
import { gelu } from '../ops/gelu.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { rmsNorm } from '../ops/rms-norm.ts';
import { conformanceCase, type Aspect, type CaseSettings, type ConformanceCase, type TensorData } from './conformance-case.ts';
import { booleans, data, floats, whole } from './sample-data.ts';

type Operation = (x: tf.Tensor) => tf.Tensor | tf.Tensor[];
type Operations = Readonly<Record<string, Operation>>;

const rank5 = [2, 1, 3, 1, 2];
const strange = data([NaN, Infinity, -Infinity, 0, 1, -2], [2, 3]);

/** Each operation on one input, named after it. */
function each(operations: Operations, label: string, input: TensorData, aspect: Aspect, settings: CaseSettings = {}): ConformanceCase[] {
  return Object.entries(operations).map(([name, operation]) => conformanceCase(`${name} ${label}`, [input], (x) => operation(x!), { aspect, ...settings }));
}

const withGradient: CaseSettings = { gradientOf: [0], tolerance: 3e-5 };

const smooth: Operations = {
  exp: tf.exp, relu: tf.relu, sigmoid: tf.sigmoid, tanh: tf.tanh, square: tf.square, neg: tf.neg, leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  clipByValue: (x) => tf.clipByValue(x, -1, 1), softplus: tf.softplus, cos: tf.cos, erf: tf.erf, elu: tf.elu,
};
export const unaryEdges: readonly ConformanceCase[] = [
  ...each(smooth, 'of rank 5 with its gradient', floats(rank5), 'rank', withGradient),
  ...each(smooth, 'of nothing with its gradient', floats([0, 3]), 'empty', withGradient),
  ...each({ relu: tf.relu, square: tf.square, neg: tf.neg, tanh: tf.tanh }, 'of strange values with its gradient', strange, 'non-finite', withGradient),
];

const terms: Readonly<Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div };
export const binaryEdges: readonly ConformanceCase[] = [
  ...Object.entries(terms).flatMap(([name, op]) => [
    conformanceCase(`${name} of nothing with its gradient`, [floats([0, 4]), floats([4], 1, 2)], (a, b) => op(a!, b!), { aspect: 'empty', gradientOf: [0, 1] }),
    conformanceCase(`${name} of strange values with its gradient`, [strange, data([2, NaN, 1], [3])], (a, b) => op(a!, b!), { aspect: 'non-finite', gradientOf: [0, 1] }),
    conformanceCase(`${name} of a batch of one and a batch`, [floats([1, 2, 3]), floats([4, 1, 3], 1, 2)], (a, b) => op(a!, b!), { gradientOf: [0, 1] }),
    conformanceCase(`${name} of a scalar and rank 6`, [floats([]), floats([1, 2, 1, 2, 1, 2], 1, 2)], (a, b) => op(a!, b!), { aspect: 'rank', gradientOf: [0, 1] }),
  ]),
  conformanceCase('mul of bool', [booleans([8]), booleans([8], 4)], (a, b) => tf.mul(a!, b!), { aspect: 'boolean' }),
  conformanceCase('maximum of bool', [booleans([8]), booleans([8], 4)], (a, b) => tf.maximum(a!, b!), { aspect: 'boolean' }),
  conformanceCase('bitwiseAnd', [whole([2, 3], 0, 60), whole([3], 0, 60, 2)], (a, b) => tf.bitwiseAnd(a!, tf.broadcastTo(b!, [2, 3])), { aspect: 'integer' }),
  conformanceCase('atan2 of zeros and infinities', [data([0, -0, 0, -0, 1, -1, Infinity, -Infinity, Infinity, 1, NaN]), data([0, 0, -0, -0, 0, 0, Infinity, -Infinity, 1, -Infinity, 1])], (a, b) =>
    tf.atan2(a!, b!), { aspect: 'non-finite' }),
];

const reductions: Operations = { sum: (x) => tf.sum(x, -1), mean: (x) => tf.mean(x, -1), max: (x) => tf.max(x, -1), min: (x) => tf.min(x, -1), logSumExp: (x) => tf.logSumExp(x, -1) };
const counts: Operations = { all: (x) => tf.all(x, 0), any: (x) => tf.any(x, -1), sum: (x) => tf.sum(x, 0), prod: (x) => tf.prod(x, -1), argMax: (x) => tf.argMax(x, 1) };
export const reduceEdges: readonly ConformanceCase[] = [
  ...each({ sum: reductions['sum']!, mean: reductions['mean']! }, 'of strange values with its gradient', strange, 'non-finite', withGradient),
  ...each({ sum: (x) => tf.sum(x, []), mean: (x) => tf.mean(x, []), max: (x) => tf.max(x, []), min: (x) => tf.min(x, []) }, 'of no axis with its gradient', floats([2, 3]), 'rank', withGradient),
  ...each({ sum: reductions['sum']!, mean: reductions['mean']! }, 'of nothing with its gradient', floats([0, 3]), 'empty', withGradient),
  ...each({ ...reductions, prod: (x) => tf.prod(x, -1) }, 'over an axis of nothing', floats([2, 0]), 'empty'),
  ...each(counts, 'of bool of rank 5', booleans(rank5), 'boolean'),
  ...each({ sum: (x) => tf.sum(x), max: (x) => tf.max(x), prod: (x) => tf.prod(x) }, 'of an int32 scalar', whole([]), 'integer'),
  ...each({ argMax: (x) => tf.argMax(x, 0), argMin: (x) => tf.argMin(x, 1) }, 'of a batch of one of bool', booleans([1, 4]), 'boolean'),
  ...each({ argMax: (x) => tf.argMax(x, -1), argMin: (x) => tf.argMin(x, -1) }, 'overlooks NaN', data([1, NaN, 3, -Infinity, NaN, Infinity], [2, 3]), 'non-finite'),
  // The gradient along an inner axis is wrong in TensorFlow.js itself.
  ...each({ cumsum: (x) => tf.cumsum(x, 4) }, 'of rank 5', floats(rank5), 'rank', withGradient),
  ...each({ cumsum: (x) => tf.cumsum(x, 1) }, 'of strange values', data([1, NaN, 2, 1, Infinity, 2], [2, 3]), 'non-finite'),
];

const moves: Operations = {
  transpose: (x) => tf.transpose(x), reshape: (x) => tf.reshape(x, [x.size]), tile: (x) => tf.tile(x, x.shape.map((_, i) => (i === 0 ? 2 : 1))), reverse: (x) => tf.reverse(x, 0),
  expandDims: (x) => tf.expandDims(x, 1), concat: (x) => tf.concat([x, x], x.rank - 1), stack: (x) => tf.stack([x, x], 1),
};
/** TensorFlow.js has no gradient of tile beyond rank 4. */
const movesOfAnyRank: Operations = Object.fromEntries(Object.entries(moves).filter(([name]) => name !== 'tile'));
const cuts: Operations = {
  slice: (x) => tf.slice(x, x.shape.map((size) => size - 1), x.shape.map(() => 1)), split: (x) => tf.split(x, 2, 0), unstack: (x) => tf.unstack(x, 0),
  pad: (x) => tf.pad(x, x.shape.map((_, i) => [i, 1] as [number, number])), stridedSlice: (x) => tf.stridedSlice(x, x.shape.map(() => 0), [...x.shape], x.shape.map(() => 2)),
};
const cutsWithGradient: Operations = { slice: cuts['slice']!, split: cuts['split']!, unstack: cuts['unstack']!, pad: (x) => tf.pad(x, [[1, 0], [0, 2]]) };
export const shapeEdges: readonly ConformanceCase[] = [
  ...each(moves, 'of rank 5', floats(rank5), 'rank'),
  ...each(movesOfAnyRank, 'of rank 5 with its gradient', floats(rank5), 'rank', withGradient),
  ...each(cuts, 'of rank 5', floats(rank5), 'rank'),
  ...each(cutsWithGradient, 'of strange values with its gradient', strange, 'non-finite', withGradient),
  ...each(moves, 'of strange values with its gradient', strange, 'non-finite', withGradient),
  ...each(moves, 'of whole numbers', whole([2, 3]), 'integer'),
  ...each(cuts, 'of whole numbers', whole([2, 3]), 'integer'),
  ...each({ ...moves, ...cuts }, 'of booleans', booleans([2, 4]), 'boolean'),
  ...each(moves, 'of nothing with its gradient', floats([0, 3]), 'empty', withGradient),
  ...each(moves, 'of a batch of one with its gradient', floats([1, 3]), 'plain', withGradient),
  ...each({ reshape: (x) => tf.reshape(x, [1, 1, 1]), broadcastTo: (x) => tf.broadcastTo(x, [2, 1, 2, 2]), expandDims: (x) => tf.expandDims(x), transpose: (x) => tf.transpose(x) }, 'of a scalar with its gradient', floats([]), 'rank', withGradient),
];

export const matMulEdges: readonly ConformanceCase[] = [
  conformanceCase('matMul of rank 5', [floats([2, 1, 2, 3, 4]), floats([2, 1, 2, 4, 2], -1, 1, 3)], (a, b) => tf.matMul(a!, b!), { gradientOf: [0, 1], aspect: 'rank' }),
  conformanceCase('matMul of nothing with its gradient', [floats([2, 0]), floats([0, 3])], (a, b) => tf.matMul(a!, b!), { gradientOf: [0, 1], aspect: 'empty' }),
  conformanceCase('matMul of no rows', [floats([0, 3]), floats([3, 2])], (a, b) => tf.matMul(a!, b!), { gradientOf: [0, 1], aspect: 'empty' }),
  conformanceCase('matMul of strange values with its gradient', [strange, floats([3, 2], 1, 2)], (a, b) => tf.matMul(a!, b!), { gradientOf: [0, 1], aspect: 'non-finite' }),
  conformanceCase('matMul of int32 batches', [whole([2, 2, 3]), whole([2, 3, 2], -4, 4, 2)], (a, b) => tf.matMul(a!, b!), { aspect: 'integer' }),
  conformanceCase('einsum of a batch of one', [floats([1, 3, 4]), floats([1, 4, 5])], (a, b) => tf.einsum('bij,bjk->bik', a!, b!)),
];

const indices = (values: readonly number[], shape?: readonly number[]): TensorData => data(values, shape, 'int32');
const gatherRows = (x: tf.Tensor, i: tf.Tensor): tf.Tensor => tf.gather(x, i as tf.Tensor1D);
const segments = (x: tf.Tensor, i: tf.Tensor): tf.Tensor => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3);
export const gatherEdges: readonly ConformanceCase[] = [
  conformanceCase('gather with a scalar index', [floats([4, 3]), indices([2], [])], (x, i) => gatherRows(x!, i!), { aspect: 'rank', gradientOf: [0] }),
  conformanceCase('gather of rank 5', [floats(rank5), indices([1, 0, 1])], (x, i) => gatherRows(x!, i!), { aspect: 'rank', gradientOf: [0] }),
  conformanceCase('gather from one row', [floats([1, 3]), indices([0, 0])], (x, i) => gatherRows(x!, i!), { gradientOf: [0] }),
  conformanceCase('gather of strange values with its gradient', [strange, indices([1, 0, 1])], (x, i) => gatherRows(x!, i!), { aspect: 'non-finite', gradientOf: [0] }),
  conformanceCase('gather of nothing with its gradient', [floats([4, 3]), indices([])], (x, i) => gatherRows(x!, i!), { aspect: 'empty', gradientOf: [0] }),
  conformanceCase('gather with calculated indices', [floats([4, 3]), indices([2, 0])], (x, i) => gatherRows(x!, tf.add(i!, tf.scalar(1, 'int32'))), { gradientOf: [0] }),
  conformanceCase('gather per batch element, calculated', [floats([2, 4]), indices([2, 0, 1, 1], [2, 2])], (x, i) => tf.gather(x!, tf.add(i!, tf.scalar(1, 'int32')) as tf.Tensor1D, 1, 1)),
  conformanceCase('gatherND of one element', [floats([3, 4]), indices([2, 1])], (x, i) => tf.gatherND(x!, i!), { aspect: 'rank' }),
  conformanceCase('gatherND, calculated', [whole([3, 4]), indices([1, 1, 0, 2], [2, 2])], (x, i) => tf.gatherND(x!, tf.add(i!, tf.scalar(1, 'int32'))), { aspect: 'integer' }),
  conformanceCase('scatterND of int32 elements', [indices([1, 3, 1], [3, 1]), whole([3])], (i, x) => tf.scatterND(i!, x!, [5]), { aspect: 'integer' }),
  conformanceCase('scatterND into rank 5', [indices([1, 0, 0, 0, 1, 0], [2, 3]), floats([2, 1, 2])], (i, x) => tf.scatterND(i!, x!, [2, 2, 1, 1, 2]), { aspect: 'rank' }),
  conformanceCase('tensorScatterUpdate', [floats([4, 2]), indices([2, 0], [2, 1]), floats([2, 2], 5, 9)], (t, i, x) => tf.tensorScatterUpdate(t!, i!, x!)),
  // The cpu backend alone makes floats of integers here.
  conformanceCase('unsortedSegmentSum of int32', [whole([4, 2]), indices([0, 2, 0, 1])], (x, i) => tf.cast(segments(x!, i!), 'float32'), { aspect: 'integer' }),
  conformanceCase('unsortedSegmentSum of one row', [floats([1, 3]), indices([2])], (x, i) => segments(x!, i!), { gradientOf: [0] }),
  conformanceCase('oneHot of a scalar', [indices([2], [])], (i) => tf.oneHot(i!, 4), { aspect: 'rank' }),
  conformanceCase('oneHot of nothing', [indices([])], (i) => tf.oneHot(i!, 4), { aspect: 'empty' }),
  conformanceCase('topk of int32 of rank 3', [whole([1, 2, 5])], (x) => Object.values(tf.topk(x!, 3)), { aspect: 'integer' }),
];

const norms: Operations = {
  softmax: (x) => tf.softmax(x), logSoftmax: (x) => tf.logSoftmax(x), gelu: (x) => gelu(x), geluTanh: (x) => gelu(x, 'tanh'),
  layerNorm: (x) => layerNorm(x, tf.ones([x.shape.at(-1)!]), tf.zeros([x.shape.at(-1)!]), 1e-5), rmsNorm: (x) => rmsNorm(x, tf.ones([x.shape.at(-1)!]), 1e-5),
};
const elementwiseNorms: Operations = { gelu: norms['gelu']!, geluTanh: norms['geluTanh']! };
export const networkEdges: readonly ConformanceCase[] = [
  ...each(norms, 'of a batch of one with its gradient', floats([1, 5]), 'plain', withGradient),
  ...each(norms, 'of rank 5 with its gradient', floats([2, 1, 2, 1, 3]), 'rank', withGradient),
  ...each(elementwiseNorms, 'of a scalar with its gradient', floats([]), 'rank', withGradient),
  ...each({ softmax: norms['softmax']!, logSoftmax: norms['logSoftmax']! }, 'of one class with its gradient', floats([3, 1]), 'plain', withGradient),
  ...each(norms, 'of nothing with its gradient', floats([0, 3]), 'empty', withGradient),
  ...each({ softmax: norms['softmax']!, layerNorm: norms['layerNorm']! }, 'with NaN and its gradient', data([1, NaN, 2, 4, 5, 6], [2, 3]), 'non-finite', withGradient),
];

const image = [1, 3, 3, 1];
const holey = data([1, NaN, 3, 4, 5, 6, 7, Infinity, 9], image);
const filter = floats([2, 2, 1, 2], -1, 1, 2);
export const imageEdges: readonly ConformanceCase[] = [
  conformanceCase('conv2d of strange values with its gradient', [holey, filter], (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'valid'), { aspect: 'non-finite', gradientOf: [0, 1] }),
  ...each({ avgPool: (x) => tf.avgPool(x as tf.Tensor4D, 2, 1, 'valid') }, 'of strange values with its gradient', holey, 'non-finite', withGradient),
  ...each({ maxPool: (x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'same') }, 'of infinities with its gradient', data([1, -Infinity, 3, 4, 5, 6, 7, Infinity, 9], image), 'non-finite', withGradient),
  ...each({ maxPool: (x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'valid'), resizeNearestNeighbor: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2, 5]) }, 'of int32', whole([1, 3, 3, 2]), 'integer'),
  ...each({ spaceToBatchND: (x) => tf.spaceToBatchND(x as tf.Tensor4D, [2, 2], [[1, 0], [1, 0]]) }, 'of int32', whole([1, 3, 3, 1]), 'integer'),
  conformanceCase('batchNorm of rank 2, a batch of one', [floats([1, 4]), floats([4]), floats([4], 0.5, 2, 2), floats([4], 0, 1, 3), floats([4], 1, 2, 4)], (x, m, v, o, s) =>
    tf.batchNorm(x!, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D), {
    gradientOf: [0, 1, 2, 3, 4],
    tolerance: 3e-5,
  }),
];
