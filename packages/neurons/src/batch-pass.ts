import * as tf from '@tensorflow/tfjs-core';
import type { OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertLayoutFits, assertPromptFits, isMaskInText, scoreBatch, type EvaluationTally, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { ActivationHook, Backbone, ForwardOptions, HookSite, LabelTokens } from '@skill-neurons/runtime';

export interface PassOptions {
  backbone: Backbone;
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  /** What the classes are scored by, the `ids` of the label words; the number of classes is their number. */
  columns: readonly LabelTokens[];
  /** Gets the scores of every batch: the accuracy of the same pass, at hardly any cost. From `tallyEvaluation(batches)`. */
  tally?: EvaluationTally | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

export interface BatchPass {
  /** Names the pass in progress events. */
  label: string;
  /** What the last block of a masked LM computes: no more than `reduce` looks at. */
  lastBlock: ForwardOptions['lastBlock'];
  /** Turns an activation, [batch, positions, width], into a small tensor, or passes it over. */
  reduce: (activation: tf.Tensor3D, site: HookSite, batch: TokenBatch) => tf.Tensor | undefined;
  /** Makes one tensor of the results: those of the encoder's layers and then of the decoder's, as far as there are any. */
  combine: (reduced: readonly tf.Tensor[]) => tf.Tensor;
}

/**
 * One forward pass per batch; `take` gets what `combine` makes of it, and disposes of it.
 * @returns the number of examples
 */
export async function runPass({ backbone, prompt, batches, columns, tally, onProgress, signal }: PassOptions, { label, lastBlock, reduce, combine }: BatchPass, take: (combined: tf.Tensor, batch: TokenBatch) => Promise<void>): Promise<number> {
  assertPromptFits(prompt, backbone);
  assertLayoutFits(prompt, backbone, isMaskInText(batches));
  const total = batches.reduce((sum, batch) => sum + batch.size, 0);
  let done = 0;
  const promptTensor = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  try {
    for (const batch of batches) {
      signal?.throwIfAborted();
      const [combined, scores] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
        const reduced: tf.Tensor[] = [];
        const tap: ActivationHook = (activation, site) => {
          const small = reduce(activation, site, batch);
          // The model tidies each layer; what is combined below must outlive that.
          if (small !== undefined) reduced.push(tf.keep(small));
          return undefined;
        };
        const scored = scoreBatch(backbone, promptTensor, batch, columns, { hooks: [tap], lastBlock });
        const all = combine(reduced);
        tf.dispose(reduced);
        return [all, scored];
      });
      // On a backend that calculates what is read, scores that nobody asks for cost nothing.
      if (tally === undefined) scores.dispose();
      await take(combined, batch);
      tally?.add(batch, await scores.data());
      scores.dispose();
      done += batch.size;
      onProgress?.({ label, done, total });
    }
  } finally {
    promptTensor.dispose();
  }
  return done;
}
