// A RoBERTa-like encoder of the operations of this package.
import * as tf from '@tensorflow/tfjs-core';
import { attention, gelu, labelColumns, layerNorm } from 'tfjs-backend-onnxruntime';

export const sizes = {
  tiny: { width: 128, layers: 4, heads: 4, inner: 512, vocabulary: 2000, batch: 32, length: 48, prompt: 0 },
  base: { width: 768, layers: 12, heads: 12, inner: 3072, vocabulary: 50265, batch: 16, length: 64, prompt: 100 },
};

let state = 1;
/** Reproducible numbers in [-1, 1): mulberry32. */
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1;
}

function random(shape, scale, centre = 0) {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = centre + scale * uniform();
  return tf.tensor(values, shape);
}

/** Weights; `make` wraps each, for instance in a variable. */
export function makeWeights({ width, layers, inner, vocabulary, length, prompt }, make) {
  const norm = () => ({ gamma: make(random([width], 0.1, 1)), beta: make(random([width], 0.05)) });
  const linear = (from, to) => ({ kernel: make(random([from, to], 1 / Math.sqrt(from))), bias: make(random([to], 0.05)) });
  return {
    words: make(random([vocabulary, width], 0.05)),
    positions: make(random([length + prompt, width], 0.05)),
    norm: norm(),
    blocks: Array.from({ length: layers }, () => ({
      query: linear(width, width), key: linear(width, width), value: linear(width, width), output: linear(width, width),
      attentionNorm: norm(), up: linear(width, inner), down: linear(inner, width), outputNorm: norm(),
    })),
    headBias: make(random([vocabulary], 0.05)),
  };
}

/** Token ids and labels of one batch. */
export function makeBatch({ batch, length, vocabulary }) {
  const ids = Int32Array.from({ length: batch * length }, () => Math.floor(((uniform() + 1) / 2) * vocabulary));
  return { ids: tf.tensor1d(ids, 'int32'), labels: tf.tensor1d(ids.map((id) => (id * 7) % vocabulary), 'int32') };
}

export function makePrompt({ prompt, width }) {
  return tf.variable(random([prompt, width], 0.1));
}

const affine = (x, { kernel, bias }) => tf.add(tf.matMul(x, kernel), bias);
const normalise = (x, { gamma, beta }) => layerNorm(x, gamma, beta, 1e-5);

/** Hidden states [batch * (prompt + length), width]. */
export function encode(size, weights, ids, promptWeights) {
  const { width, heads, batch, length, prompt } = size;
  const total = length + prompt;
  let x = tf.reshape(tf.gather(weights.words, ids), [batch, length, width]);
  if (promptWeights) x = tf.concat([tf.tile(tf.reshape(promptWeights, [1, prompt, width]), [batch, 1, 1]), x], 1);
  x = normalise(tf.reshape(tf.add(x, weights.positions), [batch * total, width]), weights.norm);
  const byExample = (t) => tf.reshape(t, [batch, total, width]);
  for (const block of weights.blocks) {
    x = tf.tidy(() => {
      const [query, key, value] = [block.query, block.key, block.value].map((layer) => byExample(affine(x, layer)));
      const mixed = tf.reshape(attention(query, key, value, { heads }), [batch * total, width]);
      const attended = normalise(tf.add(affine(mixed, block.output), x), block.attentionNorm);
      return normalise(tf.add(affine(gelu(affine(attended, block.up)), block.down), attended), block.outputNorm);
    });
  }
  return x;
}

/** Cross-entropy of tied-embedding logits over the whole vocabulary, at one position in `stride`. */
export function languageLoss(size, weights, hidden, labels, stride) {
  const rows = tf.range(0, labels.size, stride, 'int32');
  const logits = tf.add(tf.matMul(tf.gather(hidden, rows), weights.words, false, true), weights.headBias);
  const picked = tf.mul(tf.oneHot(tf.gather(labels, rows), size.vocabulary, 1, 0, 'float32'), tf.logSoftmax(logits));
  return tf.neg(tf.mean(tf.sum(picked, -1)));
}

/** Cross-entropy of two label words at the first position. */
export function promptLoss(size, weights, hidden, labels) {
  const { batch, length, prompt, width } = size;
  const first = tf.reshape(tf.slice(tf.reshape(hidden, [batch, length + prompt, width]), [0, 0, 0], [batch, 1, width]), [batch, width]);
  const logits = labelColumns(first, weights.words, tf.tensor1d([5, 6], 'int32'), { bias: weights.headBias });
  const classes = tf.mod(tf.slice(labels, 0, batch), tf.scalar(2, 'int32'));
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(classes, 2, 1, 0, 'float32'), tf.logSoftmax(logits)), -1)));
}

/** Floating-point operations of the matrix products of one forward pass. */
export function forwardFlops({ width, inner, layers, batch, length, prompt }) {
  const total = length + prompt;
  return layers * (2 * batch * total * (4 * width * width + 2 * width * inner) + 4 * batch * total * total * width);
}
