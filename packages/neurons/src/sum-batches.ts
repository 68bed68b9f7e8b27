import * as tf from '@tensorflow/tfjs-core';
import { runBatches, type CollectOptions, type Reduce } from './activation-pass.ts';

/** After so many batches what has been added up is read, so that float32 sums stay short. */
const batchesPerRead = 16;

/**
 * One forward pass per batch. `reduce` gives [rows, values] with equally many rows for every batch, and the first `perLayer` values are
 * added up where they are calculated; `consume` gets the sums of several batches at a time, [layers, rows, perLayer].
 */
export async function sumBatches(
  options: CollectOptions, { label, reduce, perLayer }: { label: string; reduce: Reduce; perLayer: number }, consume: (sums: Float32Array | Int32Array) => void,
): Promise<number> {
  let sums: tf.Tensor | undefined;
  let added = 0;
  const read = async (): Promise<void> => {
    if (sums === undefined) return;
    consume((await sums.data()) as Float32Array | Int32Array);
    sums.dispose();
    sums = undefined;
  };
  try {
    const done = await runBatches(options, { label, reduce, combine: (reduced) => firstValues(reduced, perLayer) }, async (stacked) => {
      const before = sums;
      sums = before === undefined ? stacked : tf.add(before, stacked);
      if (before !== undefined) tf.dispose([before, stacked]);
      if (++added % batchesPerRead === 0) await read();
      else await calculate(sums);
    });
    await read();
    return done;
  } finally {
    sums?.dispose();
  }
}

/**
 * The first values of each layer's rows, one layer behind the other. Cut out from the last layer to the first: ONNX Runtime starts with what
 * was recorded last, and so needs a layer's activations no longer than the layer's own.
 */
function firstValues(reduced: readonly tf.Tensor[], count: number): tf.Tensor {
  const parts: tf.Tensor[] = [];
  for (let layer = reduced.length - 1; layer >= 0; layer--) parts[layer] = tf.slice(reduced[layer]!, [0, 0], [-1, count]);
  return tf.concat(parts, 0);
}

/** Waits until a tensor has its values, without fetching them all: a backend that calculates what is read shall not pile up work. */
async function calculate(x: tf.Tensor): Promise<void> {
  const first = tf.tidy(() => tf.slice(tf.reshape(x, [x.size]), 0, 1));
  await first.data();
  first.dispose();
}
