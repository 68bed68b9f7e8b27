import * as tf from '@tensorflow/tfjs-core';
import { conformanceCase, type CaseSettings, type ConformanceCase, type TensorData } from './conformance-case.ts';
import { data, floats, whole } from './sample-data.ts';

type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;

const tolerance = 3e-5;

function convolution(name: string, image: TensorData, filter: TensorData, run: (x: Image, f: tf.Tensor4D) => tf.Tensor, settings: CaseSettings = {}): ConformanceCase {
  return conformanceCase(name, [image, filter], (x, f) => run(x as Image, f as tf.Tensor4D), { gradientOf: [0, 1], tolerance, ...settings });
}

function pooling(name: string, image: TensorData, run: (x: Image) => tf.Tensor, settings: CaseSettings = {}): ConformanceCase {
  return conformanceCase(name, [image], (x) => run(x as Image), { gradientOf: [0], tolerance, ...settings });
}

const convolutions: readonly ConformanceCase[] = [
  convolution('conv2d', floats([2, 5, 6, 3]), floats([3, 2, 3, 4], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, 'valid')),
  convolution('conv2d that keeps the size', floats([1, 5, 4, 2]), floats([3, 3, 2, 3], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, 'same')),
  convolution('conv2d with strides that leave a rest', floats([2, 6, 7, 2]), floats([3, 2, 2, 3], -1, 1, 2), (x, f) => tf.conv2d(x, f, [2, 3], 'valid')),
  convolution('conv2d with strides, padded', floats([2, 6, 7, 2]), floats([3, 3, 2, 2], -1, 1, 2), (x, f) => tf.conv2d(x, f, 2, 'same')),
  convolution('conv2d with explicit padding', floats([1, 4, 4, 2]), floats([2, 2, 2, 2], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, [[0, 0], [1, 0], [0, 2], [0, 0]])),
  convolution('conv2d with gaps', floats([1, 7, 7, 2]), floats([3, 2, 2, 2], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, 'valid', 'NHWC', 2), { gradientOf: [] }),
  convolution('conv2d of one pixel and channel', floats([1, 1, 1, 1]), floats([1, 1, 1, 1], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, 'valid')),
  convolution('conv2d with channels first', floats([2, 3, 5, 4]), floats([2, 3, 3, 2], -1, 1, 2), (x, f) => tf.conv2d(x, f, 1, 'same', 'NCHW')),
  convolution('conv2d of nothing', floats([0, 4, 4, 2]), floats([2, 2, 2, 3]), (x, f) => tf.conv2d(x, f, 1, 'valid'), { gradientOf: [], aspect: 'empty' }),
  convolution('conv2d of int32', whole([1, 4, 4, 1]), whole([2, 2, 1, 2], -3, 3, 2), (x, f) => tf.conv2d(tf.cast(x, 'float32'), tf.cast(f, 'float32'), 1, 'valid'), {
    gradientOf: [],
    aspect: 'integer',
  }),
  convolution('conv2d with NaN', data([1, NaN, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]), floats([2, 2, 1, 1]), (x, f) => tf.conv2d(x, f, 1, 'valid'), {
    gradientOf: [],
    aspect: 'non-finite',
  }),
  convolution('conv2dTranspose', floats([2, 3, 3, 2]), floats([3, 3, 4, 2], -1, 1, 2), (x, f) => tf.conv2dTranspose(x, f, [2, 6, 6, 4], 2, 'same')),
  conformanceCase('conv1d', [floats([2, 7, 3]), floats([3, 3, 4], -1, 1, 2)], (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 1, 'same'), { gradientOf: [0, 1], tolerance }),
  convolution('depthwiseConv2d', floats([2, 5, 6, 3]), floats([3, 2, 3, 2], -1, 1, 2), (x, f) => tf.depthwiseConv2d(x, f, 1, 'valid')),
  convolution('depthwiseConv2d with strides', floats([1, 6, 5, 2]), floats([3, 3, 2, 1], -1, 1, 2), (x, f) => tf.depthwiseConv2d(x, f, 2, 'same')),
  convolution('depthwiseConv2d with gaps', floats([1, 6, 6, 2]), floats([2, 2, 2, 3], -1, 1, 2), (x, f) => tf.depthwiseConv2d(x, f, 1, 'same', 'NHWC', 2), { gradientOf: [] }),
  conformanceCase('separableConv2d', [floats([1, 5, 5, 2]), floats([3, 3, 2, 2], -1, 1, 2), floats([1, 1, 4, 3], -1, 1, 3)], (x, d, p) =>
    tf.separableConv2d(x as Image, d as tf.Tensor4D, p as tf.Tensor4D, 1, 'same'), { gradientOf: [0, 1, 2], tolerance }),
  conformanceCase('conv3d', [floats([1, 3, 4, 4, 2]), floats([2, 3, 2, 2, 3], -1, 1, 2)], (x, f) => tf.conv3d(x as Volume, f as tf.Tensor5D, 1, 'same'), {
    gradientOf: [0, 1],
    aspect: 'rank',
    tolerance,
  }),
  conformanceCase('conv3d with strides', [floats([2, 4, 5, 4, 1]), floats([2, 2, 3, 1, 2], -1, 1, 2)], (x, f) => tf.conv3d(x as Volume, f as tf.Tensor5D, [2, 1, 2], 'valid'), {
    gradientOf: [0, 1],
    aspect: 'rank',
    tolerance,
  }),
  ...(['linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu'] as const).map((activation) =>
    conformanceCase(`fused conv2d, bias, ${activation}`, [floats([1, 4, 4, 2]), floats([2, 2, 2, 3], -1, 1, 2), floats([3], -1, 1, 3)], (x, filter, bias) =>
      tf.fused.conv2d({ x: x as Image, filter: filter as tf.Tensor4D, bias: bias!, strides: 1, pad: 'same', activation, leakyreluAlpha: 0.3 }), { tolerance }),
  ),
  conformanceCase('fused depthwiseConv2d with its gradient', [floats([1, 4, 4, 2]), floats([2, 2, 2, 1], -1, 1, 2), floats([2], -1, 1, 3)], (x, filter, bias) =>
    tf.fused.depthwiseConv2d({ x: x as Image, filter: filter as tf.Tensor4D, bias: bias!, strides: 1, pad: 'same', activation: 'relu' }), {
    gradientOf: [0, 1, 2],
    tolerance,
  }),
];

const poolings: readonly ConformanceCase[] = Object.entries({ maxPool: tf.maxPool, avgPool: tf.avgPool }).flatMap(([name, pool]) => [
  pooling(name, floats([2, 4, 6, 3]), (x) => pool(x, 2, 2, 'valid')),
  // The gradient of the cpu backend's avgPool takes padding for elements; it is tested against differences instead.
  pooling(`${name} of overlapping windows`, floats([1, 5, 5, 2]), (x) => pool(x, 3, 1, 'same'), name === 'avgPool' ? { gradientOf: [] } : {}),
  pooling(`${name} that leaves a rest`, floats([1, 5, 6, 1]), (x) => pool(x, [2, 3], [2, 2], 'valid')),
  pooling(`${name} of one pixel`, floats([1, 1, 1, 2]), (x) => pool(x, 1, 1, 'valid')),
  pooling(`${name} of nothing`, floats([0, 4, 4, 2]), (x) => pool(x, 2, 2, 'valid'), { gradientOf: [], aspect: 'empty' }),
]);

const volumes: readonly ConformanceCase[] = Object.entries({ maxPool3d: tf.maxPool3d, avgPool3d: tf.avgPool3d }).map(([name, pool]) =>
  conformanceCase(name, [floats([1, 4, 4, 3, 2])], (x) => pool(x as Volume, 2, 1, 'same'), { gradientOf: name === 'avgPool3d' ? [] : [0], aspect: 'rank', tolerance }),
);

const sizes: Record<string, readonly [number, number]> = { 'up': [7, 5], 'down': [2, 3], 'to one pixel': [1, 1] };
/** The cpu backend has the gradient of nearest neighbours wrong for batches, and both wrong where centres of pixels count. */
const resizings: readonly ConformanceCase[] = Object.entries({ resizeBilinear: tf.image.resizeBilinear, resizeNearestNeighbor: tf.image.resizeNearestNeighbor }).flatMap(
  ([name, resize]) =>
    Object.entries(sizes).flatMap(([label, size]) => [
      pooling(`${name} ${label}`, floats([name === 'resizeBilinear' ? 2 : 1, 4, 4, 2]), (x) => resize(x, size as [number, number])),
      pooling(`${name} ${label}, corners aligned`, floats([1, 4, 4, 2]), (x) => resize(x, size as [number, number], true)),
      pooling(`${name} ${label}, centres of pixels`, floats([1, 4, 3, 2]), (x) => resize(x, size as [number, number], false, true), { gradientOf: [] }),
    ]),
);

export const imageCases: readonly ConformanceCase[] = [
  ...convolutions,
  ...poolings,
  ...volumes,
  ...resizings,
  conformanceCase('batchNorm', [floats([2, 3, 3, 4]), floats([4]), floats([4], 0.5, 2, 2), floats([4], -1, 1, 3), floats([4], 0.5, 2, 4)], (x, mean, variance, offset, scale) =>
    tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3), { gradientOf: [0, 1, 2, 3, 4], tolerance }),
  conformanceCase('batchNorm without scale and offset', [floats([3, 4]), floats([4]), floats([4], 0.5, 2, 2)], (x, mean, variance) =>
    tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D), { tolerance }),
  pooling('batchToSpaceND', floats([4, 2, 3, 1]), (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])),
  pooling('batchToSpaceND that crops nothing', floats([4, 2, 2, 1]), (x) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]])),
  pooling('spaceToBatchND', floats([1, 3, 4, 2]), (x) => tf.spaceToBatchND(x, [2, 2], [[1, 0], [0, 0]])),
  pooling('depthToSpace', floats([2, 2, 1, 8]), (x) => tf.depthToSpace(x, 2, 'NHWC'), { gradientOf: [] }),
  pooling('flipLeftRight', floats([1, 2, 3, 1]), (x) => tf.image.flipLeftRight(x), { gradientOf: [] }),
  conformanceCase('mirrorPad, symmetric', [floats([2, 3])], (x) => tf.mirrorPad(x!, [[2, 1], [3, 0]], 'symmetric')),
  pooling('localResponseNormalization', floats([1, 2, 2, 5]), (x) => tf.localResponseNormalization(x, 2, 1, 0.5, 0.75)),
];
