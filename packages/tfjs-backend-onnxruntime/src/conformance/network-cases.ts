import * as tf from '@tensorflow/tfjs-core';
import { gelu } from '../ops/gelu.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { rmsNorm } from '../ops/rms-norm.ts';
import { conformanceCase, type ConformanceCase } from './conformance-case.ts';
import { data, floats } from './sample-data.ts';

/** Pre-norm self-attention with a position bias, then a gelu feed-forward layer; 2 heads of width 4. */
function transformerBlock(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, qkv: tf.Tensor, out: tf.Tensor, up: tf.Tensor, down: tf.Tensor): tf.Tensor {
  const [batch, length, width] = x.shape as [number, number, number];
  const normed = tf.reshape(layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-5), [batch * length, width]);
  const heads = tf.split(tf.matMul(normed, qkv), 3, 1).map((part) => tf.transpose(tf.reshape(part, [batch, length, 2, width / 2]), [0, 2, 1, 3]));
  const [query, key, value] = heads as [tf.Tensor, tf.Tensor, tf.Tensor];
  const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width / 2));
  const mixed = tf.matMul(tf.softmax(scores), value);
  const attended = tf.matMul(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * length, width]), out);
  const residual = tf.add(tf.reshape(x, [batch * length, width]), attended);
  const hidden = gelu(tf.matMul(rmsNorm(residual, gamma as tf.Tensor1D, 1e-6), up));
  return tf.add(residual, tf.matMul(hidden, down));
}

export const networkCases: readonly ConformanceCase[] = [
  conformanceCase('softmax', [floats([3, 5])], (x) => tf.softmax(x!), { gradientOf: [0] }),
  conformanceCase('softmax of rank 4', [floats([1, 2, 3, 5])], (x) => tf.softmax(x!), { gradientOf: [0], aspect: 'rank' }),
  conformanceCase('softmax of masked scores', [data([1, -1e9, 2, -1e9, -1e9, -1e9], [2, 3])], (x) => tf.softmax(x!)),
  conformanceCase('softmax with NaN', [data([1, NaN, 2, 4, 5, 6], [2, 3])], (x) => tf.softmax(x!), { aspect: 'non-finite' }),
  conformanceCase('logSoftmax', [floats([3, 5], -9, 9)], (x) => tf.logSoftmax(x!), { gradientOf: [0] }),
  conformanceCase('softmaxCrossEntropy', [data([0, 1, 0, 1, 0, 0], [2, 3]), floats([2, 3])], (y, x) => tf.losses.softmaxCrossEntropy(y!, x!), { gradientOf: [1] }),
  conformanceCase('sigmoidCrossEntropy', [data([0, 1, 0, 1], [4]), floats([4], -4, 4)], (y, x) => tf.losses.sigmoidCrossEntropy(y!, x!), { gradientOf: [1] }),
  conformanceCase('l2 norm', [floats([3, 4])], (x) => tf.norm(x!), { gradientOf: [0] }),
  conformanceCase('gelu', [floats([4, 6], -5, 5)], (x) => gelu(x!), { gradientOf: [0] }),
  conformanceCase('gelu, tanh form', [floats([4, 6], -5, 5)], (x) => gelu(x!, 'tanh'), { gradientOf: [0] }),
  conformanceCase('gelu of nothing', [floats([0, 6])], (x) => gelu(x!), { aspect: 'empty' }),
  conformanceCase('layerNorm', [floats([4, 6], -5, 5), floats([6], 0.5, 2, 2), floats([6], -1, 1, 3)], (x, g, b) => layerNorm(x!, g as tf.Tensor1D, b as tf.Tensor1D, 1e-5), {
    gradientOf: [0, 1, 2],
    tolerance: 3e-5,
  }),
  conformanceCase('layerNorm of rank 3', [floats([2, 1, 6]), floats([6], 0.5, 2, 2), floats([6], -1, 1, 3)], (x, g, b) => layerNorm(x!, g as tf.Tensor1D, b as tf.Tensor1D, 1e-12), {
    gradientOf: [0, 1, 2],
    tolerance: 3e-5,
  }),
  conformanceCase('layerNorm of a vector', [floats([6]), floats([6], 0.5, 2, 2), floats([6], -1, 1, 3)], (x, g, b) => layerNorm(x!, g as tf.Tensor1D, b as tf.Tensor1D, 1e-5), {
    gradientOf: [0, 1, 2],
    aspect: 'rank',
    tolerance: 3e-5,
  }),
  conformanceCase('rmsNorm', [floats([4, 6], -5, 5), floats([6], 0.5, 2, 2)], (x, g) => rmsNorm(x!, g as tf.Tensor1D, 1e-6), { gradientOf: [0, 1], tolerance: 3e-5 }),
  conformanceCase('rmsNorm of rank 3', [floats([2, 1, 6]), floats([6], 0.5, 2, 2)], (x, g) => rmsNorm(x!, g as tf.Tensor1D, 1e-6), { gradientOf: [0, 1], tolerance: 3e-5 }),
  conformanceCase(
    'transformer block',
    [floats([2, 3, 8]), floats([8], 0.5, 1.5), floats([8], -1, 1, 2), floats([8, 24], -1, 1, 3), floats([8, 8], -1, 1, 4), floats([8, 12], -1, 1, 5), floats([12, 8], -1, 1, 6)],
    (...inputs) => transformerBlock(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor])),
    { gradientOf: [0, 1, 2, 3, 4, 5, 6], tolerance: 1e-4 },
  ),
];
