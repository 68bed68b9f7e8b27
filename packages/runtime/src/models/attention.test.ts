import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { createRandom } from '@skill-neurons/core';
import { attention, runningBackend } from 'tfjs-backend-onnxruntime';
import { loadBackbone, probeBackends, useBackend } from '../index.ts';
import { fixtureFolder, promptedBatch, readExpectation } from '../test-support/fixtures.ts';
import { attend } from './attention.ts';
import { linear } from './linear.ts';

const usable = (await probeBackends()).filter((status) => status.usable).map((status) => status.name);
const [batch, keys, hidden, heads, headSize] = [2, 7, 6, 2, 4];
const width = heads * headSize;

function inputsFor(queries: number, withBiases: boolean): Record<string, Tensor> {
  const random = createRandom('attention');
  const drawn = (...shape: number[]) => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()), shape);
  const weights = { 'q.weight': drawn(width, hidden), 'k.weight': drawn(width, hidden), 'v.weight': drawn(width, hidden) };
  const biases = { 'q.bias': drawn(width), 'k.bias': drawn(width), 'v.bias': drawn(width) };
  return { queries: drawn(batch * queries, hidden), states: drawn(batch * keys, hidden), bias: drawn(batch, 1, 1, keys), ...weights, ...(withBiases ? biases : {}) };
}

/** As the equations say: all states projected. */
function projected({ queries, states, bias, ...weights }: Record<string, Tensor>): Tensor {
  const project = (name: string, x: Tensor): Tensor3D => {
    const rows = linear(weights, name, x as Tensor2D);
    return tf.reshape(rows, [batch, rows.shape[0] / batch, width]);
  };
  return tf.reshape(attention(project('q', queries!), project('k', states!), project('v', states!), { heads, scale: 0.7, bias: bias! }), [-1, width]);
}

function attended({ queries, states, bias, ...weights }: Record<string, Tensor>): Tensor {
  return attend({ weights, query: 'q', key: 'k', value: 'v', heads, scale: 0.7 }, queries as Tensor2D, states as Tensor2D, batch, bias!);
}

describe.each(usable)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  // One and two queries are brought to the states, seven are not.
  test.each([[1, true], [1, false], [2, true], [7, true]])('%d queries, biases: %s: the same values and gradients as with all states projected', (queries, withBiases) => {
    tf.tidy(() => {
      const inputs = inputsFor(queries, withBiases);
      const names = Object.keys(inputs);
      const probe = tf.tensor2d(Float32Array.from({ length: batch * queries * width }, (_, i) => Math.cos(3 * i)), [batch * queries, width]);
      const gradients = (op: (inputs: Record<string, Tensor>) => Tensor) =>
        tf.grads((...values: Tensor[]) => tf.sum(tf.mul(op(Object.fromEntries(names.map((name, i) => [name, values[i]!]))), probe)))(Object.values(inputs));
      const close = (actual: Tensor, expected: Tensor) => {
        expect(actual.shape).toEqual(expected.shape);
        expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(2e-5);
      };
      close(attended(inputs), projected(inputs));
      const expected = gradients(projected);
      gradients(attended).forEach((gradient, i) => close(gradient, expected[i]!));
    });
  });
});

(usable.includes('onnxruntime') ? test : test.skip).each(['roberta', 't5'])('a step on the prompt calculates no gradient of frozen weights (%s)', async (name) => {
  await useBackend('onnxruntime');
  const backbone = await loadBackbone(fixtureFolder(name));
  const { prompt, ids, mask } = promptedBatch(readExpectation(name).prompted);
  const frozen = Object.keys(backbone.weights).filter((key) => /(query|intermediate\.dense|encoder.*\.(q|wi))\.weight$/.test(key));
  expect(frozen.length).toBeGreaterThan(3);
  const nodes = (asked: Tensor[]): number => {
    const gradients = tf.tidy(() => tf.grads((rows: Tensor) => tf.sum(backbone.score({ prompt: rows as Tensor2D, ids, mask }, [7, 43])))(asked).map((gradient) => tf.sum(gradient)));
    // Read together, so that they are one graph.
    gradients[0]!.dataSync();
    tf.dispose(gradients);
    return runningBackend()!.statistics().nodes;
  };
  const alone = nodes([prompt!]);
  // Every weight whose gradient is asked for costs a matrix product and a sum.
  expect(nodes([prompt!, ...frozen.map((key) => backbone.weights[key]!)])).toBeGreaterThanOrEqual(alone + 2 * frozen.length);
});
