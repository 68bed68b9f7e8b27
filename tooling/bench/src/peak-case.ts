import * as tf from '@tensorflow/tfjs-core';

/** GFLOP/s of the fastest matrix product that the current backend reaches: the best repeat of the best shape [m, k] x [k, n]. */
export async function measurePeak(shapes: readonly (readonly [number, number, number])[], repeats: number): Promise<number> {
  let best = 0;
  for (const [m, k, n] of shapes) {
    const a = tf.randomUniform([m, k]) as tf.Tensor2D;
    const b = tf.randomUniform([k, n]) as tf.Tensor2D;
    await Promise.all([a.data(), b.data()]);
    // The first product may compile.
    for (let repeat = 0; repeat <= repeats; repeat++) {
      const started = performance.now();
      const product = tf.matMul(a, b);
      await product.data();
      best = Math.max(best, (2 * m * k * n) / (performance.now() - started) / 1e6);
      product.dispose();
    }
    tf.dispose([a, b]);
  }
  return best;
}
