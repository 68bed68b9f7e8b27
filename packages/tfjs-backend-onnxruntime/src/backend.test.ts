import * as tf from '@tensorflow/tfjs-core';
import { backendName, runningBackend, type OnnxRuntimeBackend } from './index.ts';
import { withBackend } from './second-backend.test.helper.ts';

let backend: OnnxRuntimeBackend;

beforeAll(async () => {
  // Otherwise the cpu backend advises on the console to install tfjs-node.
  tf.enableProdMode();
  await tf.setBackend(backendName);
  backend = runningBackend()!;
});

/** Sessions compiled (also anew), runs and hits during `run`. */
async function counted(run: () => Promise<void> | void): Promise<{ compiled: number; flushes: number; hits: number; recompiles: number }> {
  const before = backend.statistics();
  await run();
  const after = backend.statistics();
  return {
    compiled: after.misses + after.recompiles - before.misses - before.recompiles,
    flushes: after.flushes - before.flushes,
    hits: after.hits - before.hits,
    recompiles: after.recompiles - before.recompiles,
  };
}

describe('recording', () => {
  test('nothing runs before a read, then everything in one go', async () => {
    const counts = await counted(() => {
      const x = tf.tensor1d([1, 2, 3]);
      const y = tf.tidy(() => tf.sum(tf.mul(tf.add(x, x), x)));
      const z = tf.square(y);
      expect(y.dataSync()).toEqual(Float32Array.of(28));
      expect(z.dataSync()).toEqual(Float32Array.of(784));
      tf.dispose([x, y, z]);
    });
    expect(counts).toMatchObject({ flushes: 1, compiled: 1 });
  });

  test('what is disposed before a read never runs', () => {
    const x = tf.tensor1d([1, 2, 3]);
    tf.dispose(tf.exp(x));
    const y = tf.neg(x);
    y.dataSync();
    expect(backend.statistics().nodes).toBe(1);
    tf.dispose([x, y]);
  });

  test('the guard runs a graph that grows without reads', async () => {
    await withBackend({ maxPendingNodes: 10 }, (guarded) => {
      let x: tf.Tensor = tf.scalar(0);
      for (let i = 0; i < 50; i++) {
        const next = tf.add(x, 1);
        x.dispose();
        x = next;
      }
      expect(guarded.statistics().flushes).toBeGreaterThanOrEqual(4);
      expect(x.dataSync()).toEqual(Float32Array.of(50));
      x.dispose();
    });
  });

  test('a kernel keeps both its outputs when only the second is read first', () => {
    const x = tf.tensor2d([[3, 1, 2]]);
    const { values, indices } = tf.topk(x, 2);
    expect(Array.from(indices.dataSync())).toEqual([0, 2]);
    expect(Array.from(values.dataSync())).toEqual([3, 2]);
    tf.dispose([x, values, indices]);
  });

  test('one value read under two shapes, and a reshaped intermediate result', () => {
    const result = tf.tidy(() => {
      const x = tf.tensor1d([1, 2, 3, 4, 5, 6]);
      const rows = tf.reshape(x, [2, 3]);
      const columns = tf.reshape(x, [3, 2]);
      const product = tf.matMul(rows, columns);
      return tf.add(tf.sum(tf.reshape(product, [4])), tf.sum(x)).dataSync();
    });
    expect(result).toEqual(Float32Array.of(22 + 28 + 49 + 64 + 21));
  });
});

describe('reads', () => {
  test('data() survives a dispose meanwhile', async () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.square(x);
    const reading = y.data();
    tf.dispose([x, y]);
    expect(await reading).toEqual(Float32Array.of(1, 4));
    expect(backend.numDataIds()).toBe(0);
  });

  test('two reads at once', async () => {
    const y = tf.tidy(() => tf.exp(tf.tensor1d([0, 0])));
    expect(await Promise.all([y.data(), y.data()])).toEqual([Float32Array.of(1, 1), Float32Array.of(1, 1)]);
    y.dispose();
  });

  test('tf.time and tf.profile', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    let sum: tf.Tensor | undefined;
    const timing = await tf.time(() => {
      sum = tf.sum(x);
    });
    expect(timing.kernelMs).toBeGreaterThan(0);
    const profile = await tf.profile(() => tf.tidy(() => tf.mean(tf.mul(x, 2))));
    expect(profile.kernels.map(({ name }) => name)).toEqual(['Multiply', 'Mean']);
    expect((profile.result as unknown as tf.Tensor).dataSync()).toEqual(Float32Array.of(4));
    tf.dispose([x, sum!, profile.result as unknown as tf.Tensor]);
  });

  test('string and complex tensors', () => {
    tf.tidy(() => {
      const words = tf.reshape(tf.tensor1d(['a', 'bc', 'ä']), [3, 1]);
      expect(words.dataSync()).toEqual(['a', 'bc', 'ä']);
      expect(Array.from(tf.equal(words, tf.tensor2d(['a', 'x', 'ä'], [3, 1])).dataSync())).toEqual([1, 0, 1]);
      const z = tf.complex([1, 2], [3, -4]);
      expect(z.dataSync()).toEqual(Float32Array.of(1, 3, 2, -4));
      expect(tf.real(tf.mul(z, z)).dataSync()).toEqual(Float32Array.of(-8, -12));
      expect(tf.abs(z).dataSync()[0]).toBeCloseTo(Math.sqrt(10), 5);
    });
    expect(backend.numDataIds()).toBe(0);
  });

  test('tensors move between backends', async () => {
    const x = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1));
    await tf.setBackend('cpu');
    const y = tf.mul(x, 2);
    await tf.setBackend(backendName);
    const z = tf.add(y, x);
    expect(z.dataSync()).toEqual(Float32Array.of(6, 9));
    tf.dispose([x, y, z]);
  });

  test('a slice beyond the tensor is refused when it is recorded', () => {
    const x = tf.tensor1d([1, 2, 3]);
    expect(() => tf.slice(x, 2, 5)).toThrow();
    x.dispose();
  });
});

describe('the cpu backend steps in', () => {
  test('for kernels and cases that are not recorded, counted with the reason and noticed once', async () => {
    const notices: string[] = [];
    await withBackend({ onNotice: (notice) => notices.push(notice) }, (counting) => {
      for (let round = 0; round < 2; round++) {
        const x = tf.tensor1d([1, 1, 2, 3]);
        // Its shape depends on the data: never recorded.
        const result = tf.tidy(() => tf.add(tf.unique(tf.add(x, 1)).values, 1));
        expect(Array.from(result.dataSync())).toEqual([3, 4, 5]);
        tf.dispose([x, result]);
      }
      expect(counting.statistics().fallbacks).toEqual({ Unique: { count: 2, reason: 'kernel not recorded' } });
      expect(notices).toEqual(['The onnxruntime backend runs Unique on the cpu backend: kernel not recorded']);
      expect(counting.numDataIds()).toBe(0);
    });
  });

  test('gradients work through it', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.image.resizeBilinear(input as tf.Tensor4D, [4, 4])))(x);
    expect(Array.from(gradient.dataSync())).toEqual([2.25, 3.75, 3.75, 6.25]);
    tf.dispose([x, gradient]);
  });
});

describe('errors', () => {
  test('of ONNX Runtime name the kernel and its shapes, and do no lasting harm', () => {
    const x = tf.tensor2d([[1, 2], [3, 4]]);
    // Calculated: indices that are known are refused at once.
    const indices = tf.tidy(() => tf.add(tf.tensor1d([0, 3], 'int32'), tf.tensor1d([0, 4], 'int32')));
    const rows = tf.gather(x, indices);
    expect(() => rows.dataSync()).toThrow(
      expect.objectContaining({ code: 'ONNXRUNTIME_RUN_FAILED', message: expect.stringContaining('GatherV2 (Gather) of float32[2,2], int32[2] to float32[2,2]') as string }),
    );
    rows.dispose();
    const y = tf.neg(x);
    expect(Array.from(y.dataSync())).toEqual([-1, -2, -3, -4]);
    tf.dispose([x, y, indices]);
  });
});

describe('sessions', () => {
  test('a changing scalar ends as an input after few compilations, also under another shape', async () => {
    const step = (rate: number, length: number): void => {
      const y = tf.tidy(() => tf.mul(tf.add(tf.ones([length]), 1), rate));
      expect(y.dataSync()[0]).toBeCloseTo(2 * rate, 5);
      y.dispose();
    };
    const first = await counted(() => [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].forEach((rate) => step(rate, 3)));
    expect(first).toMatchObject({ compiled: 2, recompiles: 1 });
    const other = await counted(() => [0.1, 0.2, 0.3].forEach((rate) => step(rate, 4)));
    expect(other).toMatchObject({ compiled: 1, recompiles: 0 });
  });

  test('however many scalars change in turn, compilation ends', async () => {
    const scalars = Array.from({ length: 12 }, (_, i) => i + 1);
    const counts = await counted(() => {
      for (let round = 0; round < 12; round++) {
        scalars[round]! += 0.5;
        const y = tf.tidy(() => scalars.reduce((sum: tf.Tensor, term) => tf.add(tf.mul(sum, 0.5), term), tf.tensor1d([1, 2])));
        const expected = scalars.reduce((sum, term) => sum * 0.5 + term, 1);
        expect(y.dataSync()[0]).toBeCloseTo(expected, 4);
        y.dispose();
      }
    });
    expect(counts.compiled).toBeLessThanOrEqual(4);
  });

  test('the least recently used session goes first when they hold too much', async () => {
    const run = (length: number): void => tf.tidy(() => void tf.exp(tf.ones([length])).dataSync());
    await withBackend({}, (measured) => {
      run(2);
      run(3);
      const { sessionBytes } = measured.statistics();
      return withBackend({ maxSessionBytes: sessionBytes }, (small) => {
        for (const length of [2, 3, 2, 4, 2, 3]) run(length);
        expect(small.statistics()).toMatchObject({ sessions: 2, evictions: 2, misses: 4, hits: 2 });
        expect(small.statistics().sessionBytes).toBeLessThanOrEqual(sessionBytes);
      });
    });
  });

  test('a session that is too large for the cache on its own still runs', async () => {
    await withBackend({ maxSessionBytes: 0 }, (none) => {
      for (const length of [2, 2, 3]) tf.tidy(() => void tf.exp(tf.ones([length])).dataSync());
      expect(none.statistics()).toMatchObject({ sessions: 1, hits: 1, misses: 2, evictions: 1 });
    });
  });
});
