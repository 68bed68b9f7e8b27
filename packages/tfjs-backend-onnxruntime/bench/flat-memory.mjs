// Whether memory stays flat over many training steps. After `pnpm build`:
//   node --expose-gc bench/flat-memory.mjs steps=10000 worker=1 layers=1
// One step trains a small transformer whole, with one of four sequence lengths and a changing learning rate; every tenth
// step reads its loss. Prints a line per tenth of the steps: after a garbage collection, in MB, and numbers of tensors.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { registerOnnxRuntimeBackend, runningBackend } from 'tfjs-backend-onnxruntime';
import { encode, languageLoss, makeBatch, makeWeights } from './transformer.mjs';

const given = Object.fromEntries(process.argv.slice(2).map((setting) => setting.split('=')));
const { steps = 10_000, worker = '1', threads = 1, layers = 1 } = given;
const lengths = [6, 8, 10, 12];
const size = { width: 32, layers: Number(layers), heads: 2, inner: 64, vocabulary: 200, batch: 4, length: 12, prompt: 0 };

registerOnnxRuntimeBackend({ threads: Number(threads), worker: worker === '1' });
tf.enableProdMode();
await tf.setBackend('onnxruntime');
const backend = runningBackend();

const weights = makeWeights(size, (tensor) => tf.variable(tensor));
const positions = weights.positions;
const batches = lengths.map((length) => makeBatch({ ...size, length }));
const optimizer = tf.train.adam(1e-3);

for (let step = 0; step <= Number(steps); step++) {
  const which = step % lengths.length;
  const { ids, labels } = batches[which];
  const current = { ...size, length: lengths[which] };
  optimizer.learningRate = 1e-3 * (1 - step / Number(steps));
  const loss = optimizer.minimize(() => {
    const cut = { ...weights, positions: tf.slice(positions, 0, current.length) };
    return languageLoss(current, weights, encode(current, cut, ids), labels, 3);
  }, true);
  let value;
  if (step % 10 === 0) [value] = await loss.data();
  else backend.flush();
  loss.dispose();
  if (step % Math.ceil(Number(steps) / 10) === 0) {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const mb = (bytes) => Number((bytes / 2 ** 20).toFixed(1));
    const { sessions, sessionBytes, misses, recompiles } = backend.statistics();
    const { numTensors, numBytes } = tf.memory();
    process.stdout.write(`${JSON.stringify({ step, rss: mb(rss), heap: mb(heapUsed), external: mb(external), numTensors, numBytes, sessions, sessionMB: mb(sessionBytes), misses, recompiles, loss: value })}\n`);
  }
}
