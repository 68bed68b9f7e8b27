import type { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { backendName, registerOnnxRuntimeBackend, runningBackend } from '../index.ts';
import { withBackend } from '../second-backend.test.helper.ts';
import type { HostReply, HostRequest } from './messages.ts';
import { WorkerChannel } from './worker-channel.ts';

beforeAll(async () => {
  tf.enableProdMode();
  registerOnnxRuntimeBackend({ threads: 1 });
  await tf.setBackend(backendName);
});

/** Some hundred milliseconds of work. */
function longStep(): tf.Tensor {
  return tf.tidy(() => {
    let x: tf.Tensor = tf.ones([600, 600]);
    for (let i = 0; i < 40; i++) x = tf.div(tf.matMul(x, x), 600);
    return tf.mean(x);
  });
}

/** The longest time, in ms, that the event loop did not turn during `work`. */
async function longestStandstill(work: () => Promise<unknown>): Promise<number> {
  let [last, longest] = [performance.now(), 0];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(turn, 1);
  await work();
  clearInterval(timer);
  turn();
  return longest;
}

test('timers run while data() waits, and stand still without a worker', async () => {
  const standstill = async (): Promise<number> => {
    const warm = longStep();
    await warm.data();
    const y = longStep();
    const longest = await longestStandstill(() => y.data());
    expect((await y.data())[0]).toBeCloseTo(1, 4);
    tf.dispose([warm, y]);
    return longest;
  };
  const besides = await standstill();
  const alone = await withBackend({ worker: false, threads: 1 }, standstill);
  expect(besides).toBeLessThan(alone / 2);
});

test('what is recorded, read and disposed while a graph runs stays right', async () => {
  const before = tf.memory().numTensors;
  const x = tf.tensor1d([1, 2, 3]);
  const slow = longStep();
  const expanded = tf.tidy(() => tf.broadcastTo(tf.reshape(x, [1, 3]), [2, 3]));
  const reading = slow.data();
  // Recorded on values of the graph that runs, whose tensors then go.
  const sum = tf.add(expanded, slow);
  const product = tf.tidy(() => tf.mul(sum, 2));
  tf.dispose([x, expanded, sum, slow]);
  expect(Array.from(product.dataSync()).map(Math.round)).toEqual([4, 6, 8, 4, 6, 8]);
  expect((await reading)[0]).toBeCloseTo(1, 4);
  const next = tf.add(product, 1);
  expect(Array.from(await next.data()).map(Math.round)).toEqual([5, 7, 9, 5, 7, 9]);
  tf.dispose([product, next]);
  expect(tf.memory().numTensors).toBe(before);
});

test('many reads at once share runs', async () => {
  const flushes = runningBackend()!.statistics().flushes;
  const tensors = Array.from({ length: 5 }, (_, i) => tf.tidy(() => tf.add(longStep(), i)));
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  expect(values.map(([value]) => Math.round(value!))).toEqual([1, 2, 3, 4, 5]);
  expect(runningBackend()!.statistics().flushes).toBe(flushes + 1);
  tf.dispose(tensors);
});

test('an error while running in the background reaches its reader, and the backend goes on', async () => {
  const indices = tf.tidy(() => tf.add(tf.tensor1d([0, 3], 'int32'), tf.tensor1d([0, 4], 'int32')));
  const rows = tf.tidy(() => tf.gather(tf.ones([2, 2]), indices));
  await expect(rows.data()).rejects.toMatchObject({ code: 'ONNXRUNTIME_RUN_FAILED', message: expect.stringContaining('GatherV2 (Gather)') as string });
  tf.dispose([rows, indices]);
  const y = tf.tidy(() => tf.neg(tf.ones([2])));
  expect(Array.from(await y.data())).toEqual([-1, -1]);
  y.dispose();
});

test('a large array may change as soon as it is a tensor', () => {
  const values = new Float32Array(100_000).fill(1);
  const x = tf.tensor1d(values);
  values.fill(7);
  const sum = tf.sum(x);
  expect(sum.dataSync()).toEqual(Float32Array.of(100_000));
  expect(x.dataSync()[0]).toBe(1);
  tf.dispose([x, sum]);
});

test('an array that is a part of another, and one of Node\'s buffers', () => {
  const part = tf.tensor1d(new Float32Array(200_000).fill(2).subarray(50_000, 150_000));
  const bytes = tf.tensor1d(Buffer.alloc(100_000, 1), 'bool');
  expect(tf.tidy(() => tf.sum(part).dataSync())).toEqual(Float32Array.of(200_000));
  expect(tf.tidy(() => tf.sum(tf.cast(bytes, 'int32')).dataSync())).toEqual(Int32Array.of(100_000));
  tf.dispose([part, bytes]);
});

test('a worker that has ended refuses work with a code, and lets go quietly', () => {
  const channel = new WorkerChannel();
  channel.dispose();
  expect(() => channel.post({ kind: 'free', values: [1] })).not.toThrow();
  expect(() => channel.request({ kind: 'read', value: 1 }, () => undefined)).toThrow(expect.objectContaining({ code: 'ONNXRUNTIME_WORKER_FAILED' }));
});

// What no worker can handle: its thread ends with an error.
const poison = { kind: 'free', values: null } as unknown as HostRequest;

/** The worker behind a channel, which answers no question any more once it is stopped. */
function workerOf(channel: WorkerChannel): Worker {
  return (channel as unknown as { worker: Worker }).worker;
}

test('a thread that is blocked hears of a worker that dies, and gets the replies that came before', () => {
  const channel = new WorkerChannel();
  const replies: HostReply[] = [];
  const unheard = (): void => undefined;
  workerOf(channel).on('error', unheard);
  channel.post({ kind: 'put', value: 1, values: Float32Array.of(7) });
  channel.request({ kind: 'read', value: 1 }, (reply) => replies.push(reply));
  channel.post(poison);
  channel.request({ kind: 'read', value: 1 }, (reply) => replies.push(reply));
  channel.wait();
  expect(replies).toEqual([{ ms: 0, values: Float32Array.of(7) }, { ms: 0, error: 'the worker thread has failed: it has ended' }]);
  expect(() => channel.request({ kind: 'read', value: 1 }, () => undefined)).toThrow(expect.objectContaining({ code: 'ONNXRUNTIME_WORKER_FAILED' }));
  expect(() => channel.dispose()).not.toThrow();
});

test('also of one that is stopped and can say nothing', async () => {
  const channel = new WorkerChannel();
  const replies: HostReply[] = [];
  channel.request({ kind: 'read', value: 1 }, (reply) => replies.push(reply));
  channel.wait();
  const stopped = workerOf(channel).terminate();
  channel.request({ kind: 'read', value: 1 }, (reply) => replies.push(reply));
  const started = performance.now();
  channel.wait();
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(replies.at(-1)!.error).toMatch(/^the worker thread has failed: it (was stopped|has ended)$/);
  await stopped;
  channel.dispose();
});

test('after it is removed the backend starts anew', async () => {
  const x = tf.tidy(() => tf.add(tf.ones([3]), 1));
  expect(x.dataSync()).toEqual(Float32Array.of(2, 2, 2));
  await tf.setBackend('cpu');
  tf.removeBackend(backendName);
  registerOnnxRuntimeBackend();
  await tf.setBackend(backendName);
  expect(tf.tidy(() => tf.add(tf.ones([3]), 2).dataSync())).toEqual(Float32Array.of(3, 3, 3));
});
