import * as tf from '@tensorflow/tfjs-core';
import { loadBackbone, useBackend } from '../index.ts';
import { fixtureFolder, largestDifference, promptedBatch, readExpectation } from '../test-support/fixtures.ts';

const columns = [7, 43, 12];

test.each(['roberta', 't5-gated'])('%s with weights in half precision scores nearly the same', async (name) => {
  await useBackend('onnxruntime');
  const full = await loadBackbone(fixtureFolder(name));
  const before = tf.memory();
  const half = await loadBackbone(fixtureFolder(name), { precision: 'float16' });
  expect(tf.memory().reasons).toEqual([expect.stringContaining('stored as float16')]);
  expect(tf.memory().numTensors - before.numTensors).toBe(before.numTensors);
  const batch = promptedBatch(readExpectation(name).prompted);
  const [exact, rounded] = [full, half].map((backbone) => backbone.score(batch, columns));
  const difference = largestDifference(rounded!, exact!.arraySync() as number[][]);
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(0.02);
  // It tells the model, not how it is kept.
  expect(half.fingerprint).toBe(full.fingerprint);
});

test('a backend that only knows float32 says so before anything is read', async () => {
  await useBackend('cpu');
  await expect(loadBackbone(fixtureFolder('roberta'), { precision: 'float16' })).rejects.toMatchObject({ code: 'WEIGHTS_PRECISION_BACKEND' });
});
