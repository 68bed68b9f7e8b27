// What weights and sessions cost in memory, and what float16 storage changes. After `pnpm build`:
//   node --expose-gc bench/shared-weights.mjs precision=float32 worker=1 layers=12 mode=forward
// Loads the weights of a RoBERTa-base-like encoder, then runs one session after another, one per sequence length.
// cpuMs is the processor time of the cheapest step, recording and all threads included: it holds on a busy machine too.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { registerOnnxRuntimeBackend, runningBackend } from 'tfjs-backend-onnxruntime';
import { encode, makeBatch, makePrompt, makeWeights, promptLoss, sizes } from './transformer.mjs';

const given = Object.fromEntries(process.argv.slice(2).map((setting) => setting.split('=')));
const { precision = 'float32', worker = '1', threads = 2, layers = 12, vocabulary = 50265, batch = 2, mode = 'forward', lengths = '16,24,32,40,48', repeats = 3 } = given;
const size = { ...sizes.base, layers: Number(layers), vocabulary: Number(vocabulary), batch: Number(batch), length: 48, prompt: mode === 'prompt' ? 8 : 0 };
const mb = (bytes) => Math.round(bytes / 2 ** 20);
const rss = () => {
  globalThis.gc?.();
  return mb(process.memoryUsage().rss);
};

registerOnnxRuntimeBackend({ threads: Number(threads), worker: worker === '1' });
tf.enableProdMode();
await tf.setBackend('onnxruntime');
const backend = runningBackend();
const start = rss();

/** Tables that are looked up stay float32: a cast would take the whole table. */
let made = 0;
const keep = (tensor) => {
  made += tensor.size * 4;
  if (precision !== 'float16' || tensor.rank < 2 || tensor.shape[0] === size.vocabulary) return tf.keep(tensor);
  const half = tf.keep(backend.storeAsFloat16(tensor));
  backend.flush();
  tensor.dispose();
  return half;
};
const weights = makeWeights(size, keep);
const prompt = size.prompt > 0 ? makePrompt(size) : undefined;
// Small things that were loaded last may still be with the garbage collector.
backend.flush();
const loaded = rss();
const optimizer = tf.train.adam(1e-3);

const rows = [];
for (const length of lengths.split(',').map(Number)) {
  const current = { ...size, length };
  const { ids, labels } = makeBatch(current);
  const used = [];
  for (let i = 0; i < Number(repeats); i++) {
    const before = process.cpuUsage();
    const result = tf.tidy(() => {
      const cut = { ...weights, positions: tf.slice(weights.positions, 0, length + size.prompt) };
      if (prompt === undefined) return tf.mean(encode(current, cut, ids));
      return optimizer.minimize(() => promptLoss(current, weights, encode(current, cut, ids, prompt), labels), true, [prompt]);
    });
    await result.data();
    result.dispose();
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1000);
  }
  tf.dispose([ids, labels]);
  const { sessions, sessionBytes } = backend.statistics();
  rows.push({ length, rss: rss(), sessions, sessionMB: mb(sessionBytes), cpuMs: Math.round(Math.min(...used)) });
}
const { rss: first } = rows[0];
process.stdout.write(`${JSON.stringify({
  precision, worker, mode, layers: size.layers, weightsMB: mb(made), rssAtStart: start, rssWithWeights: loaded, rssWithFirstSession: first,
  mbPerFurtherSession: Number(((rows.at(-1).rss - first) / Math.max(1, rows.at(-1).sessions - rows[0].sessions)).toFixed(1)),
  peakMB: Math.round(process.resourceUsage().maxRSS / 1024), rows,
})}\n`);
