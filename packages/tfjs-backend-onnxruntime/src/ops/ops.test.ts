import * as tf from '@tensorflow/tfjs-core';
import { backendName, gelu, layerNorm, rmsNorm } from '../index.ts';

const width = 5;
const inputs = {
  x: [0.3, -1.2, 2.1, 0.7, -0.4, 1.5, -2.2, 0.1, 0.9, -0.6],
  gamma: [1.1, 0.7, -0.5, 1.6, 0.9],
  beta: [0.2, -0.3, 0.5, 0, 0.1],
};
/** Weights of the scalar that is differentiated: even ones would hide errors. */
const probe = [0.4, -1.1, 0.8, 1.7, -0.2, 0.6, 1.3, -0.9, 0.35, -1.4];

type Inputs = typeof inputs;
type Op = (x: tf.Tensor2D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => tf.Tensor;

const ops: Record<string, { op: Op; plain: (row: number[], values: Inputs) => number[]; of: (keyof Inputs)[] }> = {
  'gelu, erf form': { op: (x) => gelu(x), plain: (row) => row.map((v) => v * normalCdf(v)), of: ['x'] },
  'gelu, tanh form': {
    op: (x) => gelu(x, 'tanh'),
    plain: (row) => row.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))),
    of: ['x'],
  },
  layerNorm: {
    op: (x, gamma, beta) => layerNorm(x, gamma, beta, 1e-5),
    plain: (row, { gamma, beta }) => {
      const mean = row.reduce((a, b) => a + b) / row.length;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
      return row.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-5)) * gamma[i]! + beta[i]!);
    },
    of: ['x', 'gamma', 'beta'],
  },
  rmsNorm: {
    op: (x, gamma) => rmsNorm(x, gamma, 1e-6),
    plain: (row, { gamma }) => {
      const meanSquare = row.reduce((sum, v) => sum + v * v, 0) / row.length;
      return row.map((v, i) => (v / Math.sqrt(meanSquare + 1e-6)) * gamma[i]!);
    },
    of: ['x', 'gamma'],
  },
};

/** By the series of erf: exact to double precision for these arguments. */
function normalCdf(x: number): number {
  const z = x / Math.SQRT2;
  let term = z;
  let sum = z;
  for (let n = 1; n < 60; n++) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return 0.5 * (1 + (2 / Math.sqrt(Math.PI)) * sum);
}

function plainValues(plain: (row: number[], values: Inputs) => number[], values: Inputs): number[] {
  return [values.x.slice(0, width), values.x.slice(width)].flatMap((row) => plain(row, values));
}

/** Central differences of the probed sum in double precision. */
function numericGradient(plain: (row: number[], values: Inputs) => number[], name: keyof Inputs): number[] {
  const step = 1e-5;
  return inputs[name].map((_, i) => {
    const at = (delta: number): number => {
      const moved = { ...inputs, [name]: inputs[name].map((v, j) => (j === i ? v + delta : v)) };
      return plainValues(plain, moved).reduce((sum, v, j) => sum + v * probe[j]!, 0);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

describe.each([backendName, 'cpu'])('on %s', (name) => {
  beforeAll(async () => {
    // Otherwise the cpu backend advises on the console to install tfjs-node.
    tf.enableProdMode();
    await tf.setBackend(name);
  });

  test.each(Object.entries(ops))('%s and its gradients', (_, { op, plain, of }) => {
    tf.tidy(() => {
      const tensors = { x: tf.tensor2d(inputs.x, [2, width]), gamma: tf.tensor1d(inputs.gamma), beta: tf.tensor1d(inputs.beta) };
      const value = op(tensors.x, tensors.gamma, tensors.beta).dataSync();
      plainValues(plain, inputs).forEach((expected, i) => expect(value[i]).toBeCloseTo(expected, 5));
      for (const input of of) {
        const probed = (varied: tf.Tensor): tf.Tensor => {
          const all = { ...tensors, [input]: varied };
          return tf.sum(tf.mul(op(all.x, all.gamma, all.beta), tf.tensor2d(probe, [2, width])));
        };
        const gradient = tf.grad(probed)(tensors[input] as tf.Tensor).dataSync();
        numericGradient(plain, input).forEach((expected, i) => expect(gradient[i]).toBeCloseTo(expected, 3));
      }
    });
  });
});

test('a frozen gamma costs no gradient', async () => {
  await tf.setBackend(backendName);
  tf.tidy(() => {
    const gamma = tf.tensor1d(inputs.gamma);
    const x = tf.tensor2d(inputs.x, [2, width]);
    const gradient = tf.grad((v: tf.Tensor) => tf.sum(rmsNorm(v, gamma, 1e-6)))(x);
    expect(gradient.shape).toEqual([2, width]);
  });
});

test.each([backendName, 'cpu'])('the slope of GELU far from zero is that of its arms, on %s', async (name) => {
  await tf.setBackend(name);
  tf.tidy(() => {
    const slopes = tf.grad((x: tf.Tensor) => tf.sum(gelu(x)))(tf.tensor1d([-40, -6, -1e-20, 0, 6, 40])).dataSync();
    [0, 0, 0.5, 0.5, 1, 1].forEach((expected, i) => expect(slopes[i]).toBeCloseTo(expected, 6));
  });
});
