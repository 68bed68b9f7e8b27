import * as tf from '@tensorflow/tfjs-core';
import { loadBackbone, useBackend } from '../index.ts';
import { fixtureFolder, largestDifference, promptedBatch, readExpectation } from '../test-support/fixtures.ts';

const columns = [7, 43, 12];

test.each([
  ['roberta', 'float32', 0.02],
  // Nothing is lost of what a checkpoint stores as float16.
  ['t5', 'float16', 0],
])('%s, stored as %s, scores the same with weights in half precision, but for at most %d', async (name, stored, bound) => {
  await useBackend('onnxruntime');
  const full = await loadBackbone(fixtureFolder(name));
  const before = tf.memory().numTensors;
  const half = await loadBackbone(fixtureFolder(name), { precision: 'float16' });
  expect(tf.memory().reasons).toEqual([expect.stringContaining('stored as float16')]);
  expect(tf.memory().numTensors).toBe(before + Object.keys(full.weights).length);
  const batch = promptedBatch(readExpectation(name).prompted);
  const [exact, rounded] = [full, half].map((backbone) => backbone.score(batch, columns));
  const difference = largestDifference(rounded!, exact!.arraySync() as number[][]);
  expect(difference > 0).toBe(stored === 'float32');
  expect(difference).toBeLessThanOrEqual(bound);
  // What is computed with one is never taken for what is computed with the other.
  expect(half.fingerprint).not.toBe(full.fingerprint);
});

test('a backend that only knows float32 says so before anything is read', async () => {
  await useBackend('cpu');
  await expect(loadBackbone(fixtureFolder('roberta'), { precision: 'float16' })).rejects.toMatchObject({ code: 'WEIGHTS_PRECISION_BACKEND' });
});
