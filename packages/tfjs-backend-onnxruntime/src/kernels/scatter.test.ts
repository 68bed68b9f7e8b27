import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend } from '../index.ts';

test('many rows of few segments lose nothing when several threads work', async () => {
  registerOnnxRuntimeBackend({ threads: 4 });
  await tf.setBackend(backendName);
  const [rows, width, segments] = [6000, 64, 7];
  const ids = Int32Array.from({ length: rows }, (_, i) => (i * 31) % segments);
  const ones = tf.ones([rows, width]);
  for (let round = 0; round < 8; round++) {
    const sums = tf.unsortedSegmentSum(tf.mul(ones, round + 1), tf.tensor1d(ids, 'int32'), segments);
    const values = sums.dataSync();
    for (let segment = 0; segment < segments; segment++) {
      const count = ids.filter((id) => id === segment).length;
      expect(values[segment * width + (round % width)]).toBe(count * (round + 1));
    }
  }
});
