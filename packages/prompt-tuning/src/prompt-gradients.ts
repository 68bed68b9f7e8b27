import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import type { Backbone, LabelTokens } from '@skill-neurons/runtime';
import { crossEntropy, scoreBatch } from './forward.ts';
import { promptGradient, type PromptGradient } from './prompt-gradient.ts';

export interface SharedPass {
  backbone: Backbone;
  virtualTokens: number;
  columns: readonly LabelTokens[];
  padId: number;
}

/**
 * Loss and gradient of several prompts of one length, each on a batch of its own, in one pass over all batches: a prompt's gradient
 * comes from its own rows alone. The batches are of one size; texts are padded to the longest of all.
 */
export async function promptGradients(prompts: readonly Float32Array[], batches: readonly TokenBatch[], { backbone, virtualTokens, columns, padId }: SharedPass): Promise<PromptGradient[]> {
  if (prompts.length === 1) return [await promptGradient(backbone, prompts[0]!, virtualTokens, batches[0]!, columns)];
  const joined = joinBatches(batches, padId);
  const size = batches[0]!.size;
  const rows = virtualTokens * backbone.hiddenSize;
  const [losses, gradients] = tf.tidy(() => {
    const table = new Float32Array(prompts.length * rows);
    prompts.forEach((values, i) => table.set(values, i * rows));
    const variable = tf.tensor2d(table, [prompts.length * virtualTokens, backbone.hiddenSize]);
    let each: tf.Tensor1D;
    const gradient = tf.grad((p: tf.Tensor) => {
      const scores = scoreBatch(backbone, p as tf.Tensor2D, joined, columns, {}, { prompts: prompts.length });
      each = tf.keep(tf.stack(batches.map(({ labels }, i) => crossEntropy(tf.slice(scores, [i * size, 0], [size, columns.length]), labels))) as tf.Tensor1D);
      return tf.sum(each);
    })(variable);
    return [each!, gradient];
  });
  const [lossValues, values] = await Promise.all([losses.data(), gradients.data()]);
  tf.dispose([losses, gradients]);
  return prompts.map((_, i) => ({ loss: lossValues[i]!, gradient: values.slice(i * rows, (i + 1) * rows) as Float32Array }));
}

/** One batch behind the other, padded to the longest text. */
function joinBatches(batches: readonly TokenBatch[], padId: number): TokenBatch {
  const length = Math.max(...batches.map((batch) => batch.length));
  const size = batches.reduce((sum, batch) => sum + batch.size, 0);
  const ids = new Int32Array(size * length).fill(padId);
  const mask = new Float32Array(size * length);
  let row = 0;
  for (const batch of batches) {
    for (let i = 0; i < batch.size; i++, row++) {
      ids.set(batch.ids.subarray(i * batch.length, (i + 1) * batch.length), row * length);
      mask.set(batch.mask.subarray(i * batch.length, (i + 1) * batch.length), row * length);
    }
  }
  const join = (part: (batch: TokenBatch) => Int32Array) => Int32Array.from(batches.flatMap((batch) => [...part(batch)]));
  const masks = batches[0]!.maskPositions === undefined ? {} : { maskPositions: join((batch) => batch.maskPositions!) };
  return { size, length, ids, mask, labels: join(({ labels }) => labels), indices: join(({ indices }) => indices), ...masks };
}
