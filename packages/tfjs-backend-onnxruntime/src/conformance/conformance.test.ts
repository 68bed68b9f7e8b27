import * as tf from '@tensorflow/tfjs-core';
import { backendName, runningBackend } from '../index.ts';
import { conformanceCases, differences, evaluateCase } from './index.ts';

beforeAll(() => {
  // Otherwise the cpu backend advises on the console to install tfjs-node.
  tf.enableProdMode();
});

test('names are unique', () => {
  expect(new Set(conformanceCases.map(({ name }) => name)).size).toBe(conformanceCases.length);
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
