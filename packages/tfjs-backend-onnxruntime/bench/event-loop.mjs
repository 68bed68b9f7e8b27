// What it costs to run sessions in a worker thread, and what it gives. After `pnpm build`:
//   node bench/event-loop.mjs pairs=10 layers=12 batch=2 vocabulary=2000 width=768
// Trains a soft prompt in front of a frozen RoBERTa-base-like encoder on two backends in one process, one with a worker and
// one without. Steps alternate; each pair gives a ratio (worker / no worker) of wall time and of processor time, and a
// difference: with a small width, what a step costs however large it is. The standstill is the longest time that a timer of
// 5 ms did not fire during the last step of the warm-up.
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { backendName, OnnxRuntimeBackend } from 'tfjs-backend-onnxruntime';
import { encode, makeBatch, makePrompt, makeWeights, promptLoss, sizes } from './transformer.mjs';

const given = Object.fromEntries(process.argv.slice(2).map((setting) => setting.split('=')));
const { pairs = 10, threads = 2, layers = 12, batch = 2, vocabulary = 2000, warmup = 2, width = 768 } = given;
const size = { ...sizes.base, width: Number(width), inner: 4 * Number(width), layers: Number(layers), batch: Number(batch), vocabulary: Number(vocabulary) };
tf.enableProdMode();

let lastTurn = 0;
let standstill = 0;
const turn = () => {
  const now = performance.now();
  standstill = Math.max(standstill, now - lastTurn);
  lastTurn = now;
};

async function trainer(name, worker) {
  for (const kernel of tf.getKernelsForBackend(backendName)) tf.registerKernel({ ...kernel, backendName: name });
  tf.registerBackend(name, () => new OnnxRuntimeBackend({ worker, threads: Number(threads) }), 0);
  await tf.setBackend(name);
  const weights = makeWeights(size, (tensor) => tf.keep(tensor));
  const { ids, labels } = makeBatch(size);
  const prompt = makePrompt(size);
  const optimizer = tf.train.adam(1e-3);
  return async () => {
    await tf.setBackend(name);
    const cpu = process.cpuUsage();
    const started = performance.now();
    [lastTurn, standstill] = [started, 0];
    const loss = optimizer.minimize(() => promptLoss(size, weights, encode(size, weights, ids, prompt), labels), true, [prompt]);
    await loss.data();
    loss.dispose();
    const finished = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    return { ms: finished - started, cpuMs: (user + system) / 1000, standstillMs: Math.max(standstill, finished - lastTurn) };
  };
}

const steps = { worker: await trainer('with-worker', true), main: await trainer('without-worker', false) };
const rows = [];
/** Longest standstill of each, in ms; without the timer later on, which takes processor time itself. */
const standstills = {};
let timer = setInterval(turn, 5);
for (let pair = -Number(warmup); pair < Number(pairs); pair++) {
  if (pair === 0) timer = clearInterval(timer);
  const row = {};
  for (const name of pair % 2 === 0 ? ['worker', 'main'] : ['main', 'worker']) row[name] = await steps[name]();
  if (pair >= 0) rows.push(row);
  else for (const name in row) standstills[name] = Math.round(row[name].standstillMs);
}

const quartiles = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((part) => Number(sorted[Math.round(part * (sorted.length - 1))].toFixed(3)));
};
const difference = (key) => quartiles(rows.map(({ worker, main }) => worker[key] - main[key]));
const ratio = (key) => quartiles(rows.map(({ worker, main }) => worker[key] / main[key]));
const each = (name) => Object.fromEntries(['ms', 'cpuMs'].map((key) => [key, quartiles(rows.map((row) => row[name][key]))]));
process.stdout.write(`${JSON.stringify({ pairs: rows.length, layers: size.layers, width: size.width, batch: size.batch, positions: size.length + size.prompt, threads: Number(threads), worker: each('worker'), main: each('main'), standstillMs: standstills, wallRatio: ratio('ms'), cpuRatio: ratio('cpuMs'), wallDifferenceMs: difference('ms'), cpuDifferenceMs: difference('cpuMs') })}\n`);
