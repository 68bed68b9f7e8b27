import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { conformanceCases, differences, evaluateCase } from 'tfjs-backend-onnxruntime/conformance';
import { knownDifferences } from './known-differences.js';

/**
 * Runs the conformance list on the cpu backend and on `tensorflow`, which must be registered.
 * @returns {Promise<{ passed: number, known: string[], failed: string[] }>} what differs, one line a case
 */
export async function runConformance() {
  const result = { passed: 0, known: [], failed: [] };
  for (const testCase of conformanceCases) {
    const found = await compare(testCase);
    const reason = knownDifferences.get(testCase.name);
    if (found.length === 0) result.passed += 1;
    else if (reason === undefined) result.failed.push(`${testCase.name}: ${found.join('; ')}`);
    else result.known.push(`${testCase.name}: ${reason}`);
  }
  return result;
}

async function compare(testCase) {
  await tf.setBackend('cpu');
  const expected = await evaluateCase(testCase);
  await tf.setBackend('tensorflow');
  const tensors = tf.memory().numTensors;
  try {
    const found = differences(expected, await evaluateCase(testCase), testCase.tolerance);
    const kept = tf.memory().numTensors - tensors;
    return kept === 0 ? found : [...found, `${kept} tensors are kept`];
  } catch (error) {
    return [error.message.replace(/\s+/g, ' ').slice(0, 160)];
  }
}
