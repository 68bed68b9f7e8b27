import * as tf from '@tensorflow/tfjs-core';
import { backendName, runningBackend } from '../index.ts';
import { conformanceCases, conformanceFamilies, differences, evaluateCase, type ConformanceCase, type TensorData } from './index.ts';

beforeAll(() => {
  // Otherwise the cpu backend advises on the console to install tfjs-node.
  tf.enableProdMode();
});

test('names are unique', () => {
  expect(new Set(conformanceCases.map(({ name }) => name)).size).toBe(conformanceCases.length);
});

/** Inputs at which backends differ if they do anywhere. */
const edges: Record<string, (input: TensorData, others: readonly TensorData[]) => boolean> = {
  'a batch of one': ({ shape }) => shape.length > 1 && shape[0] === 1,
  'a scalar': ({ shape }) => shape.length === 0,
  'rank 5 or more': ({ shape }) => shape.length >= 5,
  int32: ({ dtype }) => dtype === 'int32',
  bool: ({ dtype }) => dtype === 'bool',
  nothing: ({ shape }) => shape.includes(0),
  'NaN or infinity': ({ values }) => values.some((value) => !Number.isFinite(value)),
  broadcasting: ({ shape }, others) => others.some((other) => other.shape.length === shape.length && other.shape.some((size, i) => size !== shape[i])),
};
const ofFloats = ['a batch of one', 'a scalar', 'rank 5 or more', 'nothing', 'NaN or infinity', 'broadcasting'];
/** What a family cannot meet: images have rank 4 or 5, products and norms are of floats or integers. */
const beside: Record<string, readonly string[]> = {
  unary: ['broadcasting'], reduce: ['broadcasting'], shape: ['broadcasting'], gather: ['broadcasting'], network: ['int32', 'bool', 'broadcasting'],
  matMul: ['a scalar', 'bool'], image: ['a scalar', 'bool', 'broadcasting'],
};
/** Gradients that TensorFlow.js lacks or has wrong: of matrices broadcast over a batch. */
const withoutGradient: Record<string, readonly string[]> = { matMul: ['broadcasting'], image: ['nothing'] };

function edgesOf(cases: readonly ConformanceCase[]): string[] {
  return Object.keys(edges).filter((edge) => cases.some(({ inputs }) => inputs.some((input) => edges[edge]!(input, inputs))));
}

test.each(Object.entries(conformanceFamilies))('%s cases meet every edge, with gradients where there are any', (family, cases) => {
  const possible = Object.keys(edges).filter((edge) => !beside[family]?.includes(edge));
  expect(edgesOf(cases)).toEqual(expect.arrayContaining(possible));
  const differentiable = possible.filter((edge) => ofFloats.includes(edge) && !withoutGradient[family]?.includes(edge));
  expect(edgesOf(cases.filter(({ gradientOf }) => gradientOf.length > 0))).toEqual(expect.arrayContaining(differentiable));
});

describe.each(conformanceCases.map((testCase) => [testCase.name, testCase] as const))('%s', (_, testCase) => {
  test('agrees with the cpu backend', async () => {
    await tf.setBackend('cpu');
    const expected = await evaluateCase(testCase);
    await tf.setBackend(backendName);
    const tensors = tf.memory().numTensors;
    const actual = await evaluateCase(testCase);
    expect(differences(expected, actual, testCase.tolerance)).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(runningBackend()!.numDataIds()).toBe(0);
  });
});
