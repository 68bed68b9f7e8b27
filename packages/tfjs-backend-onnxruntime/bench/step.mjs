// Time of forward passes and training steps. After `pnpm build`:
//   node bench/step.mjs tiny train threads=2 arena=0 spinning=0 backend=onnxruntime steps=20
// Modes: forward; prompt (train a soft prompt in front of a frozen model); train (all weights, masked language model).
import { performance } from 'node:perf_hooks';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { registerOnnxRuntimeBackend, runningBackend } from 'tfjs-backend-onnxruntime';
import { encode, forwardFlops, languageLoss, makeBatch, makePrompt, makeWeights, promptLoss, sizes } from './transformer.mjs';

const [sizeName = 'tiny', mode = 'train', ...settings] = process.argv.slice(2);
const given = Object.fromEntries(settings.map((setting) => setting.split('=')));
const { backend = 'onnxruntime', threads = 2, arena = 0, pattern = 0, spinning = 0, steps = 20, warmup = 4 } = given;
const size = { ...sizes[sizeName] };
if (given.batch) size.batch = Number(given.batch);
if (mode === 'train') size.prompt = 0;
if (mode !== 'train' && sizeName === 'tiny') size.prompt = 8;

registerOnnxRuntimeBackend({
  threads: Number(threads), memoryArena: arena === '1', memoryPattern: pattern === '1', threadSpinning: spinning === '1',
});
tf.enableProdMode();
if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);

const weights = makeWeights(size, mode === 'train' ? (tensor) => tf.variable(tensor) : (tensor) => tf.keep(tensor));
const { ids, labels } = makeBatch(size);
const prompt = size.prompt > 0 ? makePrompt(size) : undefined;
const optimizer = tf.train.adam(1e-3);
const variables = mode === 'train' ? undefined : [prompt];

function step() {
  if (mode === 'forward') return tf.tidy(() => tf.mean(encode(size, weights, ids, prompt)));
  const loss = () => {
    const hidden = encode(size, weights, ids, prompt);
    return mode === 'train' ? languageLoss(size, weights, hidden, labels, 7) : promptLoss(size, weights, hidden, labels);
  };
  return optimizer.minimize(loss, true, variables);
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const totals = [];
const recording = [];
const firsts = [];
let value = NaN;
let before;
let cpuBefore;
for (let i = 0; i < Number(warmup) + Number(steps); i++) {
  if (i === Number(warmup)) {
    before = runningBackend()?.statistics();
    cpuBefore = process.cpuUsage();
  }
  const started = performance.now();
  const result = step();
  const recorded = performance.now();
  value = (await result.data())[0];
  const finished = performance.now();
  result.dispose();
  if (i < Number(warmup)) firsts.push(finished - started);
  else {
    totals.push(finished - started);
    recording.push(recorded - started);
  }
}
const cpu = process.cpuUsage(cpuBefore);
const flops = forwardFlops(size) * (mode === 'forward' ? 1 : mode === 'prompt' ? 2 : 3);
const after = runningBackend()?.statistics();
const per = (key) => (after === undefined ? undefined : Number(((after[key] - before[key]) / Number(steps)).toFixed(2)));
process.stdout.write(
  `${JSON.stringify({
    size: sizeName, mode, backend, threads: Number(threads), arena: Number(arena), spinning: Number(spinning),
    ms: Number(median(totals).toFixed(1)), best: Number(Math.min(...totals).toFixed(1)), cpuMs: Number(((cpu.user + cpu.system) / 1000 / Number(steps)).toFixed(1)), recordMs: Number(median(recording).toFixed(1)), hashMs: per('hashMs'), runMs: per('runMs'),
    gflops: Number((flops / median(totals) / 1e6).toFixed(1)), first: firsts.map((ms) => Math.round(ms)),
    sessions: after?.sessions, nodes: after?.nodes, inputs: after?.inputs, outputs: after?.outputs, modelKB: Math.round((after?.modelBytes ?? 0) / 1024), value,
    rssMB: Math.round(process.memoryUsage().rss / 2 ** 20), peakMB: Math.round(process.resourceUsage().maxRSS / 1024), tensors: tf.memory().numTensors,
    fallbacks: after?.fallbacks,
  })}\n`,
);
