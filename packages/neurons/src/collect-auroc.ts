import * as tf from '@tensorflow/tfjs-core';
import { auroc, createRandom, SkillNeuronsError } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { forEachBatch, gridOf, type CollectOptions } from './activation-pass.ts';
import { labelsOf } from './collect.ts';

export interface AurocOptions extends CollectOptions {
  /** Position of each neuron at which it is measured, [layers * width], e.g. of `predictivity`. */
  position: Int32Array;
  positive?: number;
  /** Examples whose activations are kept: 4 bytes per example and neuron (150 MB for 1000 and RoBERTa-base). */
  maxExamples?: number;
  /** Names the draw of the examples where there are more. */
  seed?: number | string;
}

/** AUROC of each neuron at its position. */
export interface NeuronAuroc {
  /** Examples it is measured on: all, or a random `maxExamples` of them. */
  n: number;
  /** Area under the ROC curve of the activation, [layers, width]; below 0.5 for an inhibitory neuron. Exact on the n examples. */
  values: Float32Array;
}

/**
 * How well the activation itself, without any threshold, ranks examples of the positive class above the others. Counts
 * cannot tell this, so activations are kept: of one position per neuron and of a bounded number of examples.
 *
 * @throws NEURON_EXAMPLES, NEURON_ONE_CLASS when the examples are all of one side.
 */
export async function collectAuroc(options: AurocOptions): Promise<NeuronAuroc> {
  const { position, positive = 1, maxExamples = 1000, seed = 0 } = options;
  const { layers, positions, width } = gridOf(options);
  if (!(maxExamples >= 2)) throw new SkillNeuronsError({ code: 'NEURON_EXAMPLES', message: `AUROC of ${maxExamples} examples`, hint: 'use two or more' });
  if (position.length !== layers * width) throw new RangeError('one position per neuron is needed');
  const batches = drawExamples(options.batches, maxExamples, seed);
  const n = batches.reduce((sum, batch) => sum + batch.kept.length, 0);
  const masks = Array.from({ length: layers }, (_, layer) => {
    const chosen = new Float32Array(positions * width);
    for (let neuron = 0; neuron < width; neuron++) chosen[position[layer * width + neuron]! * width + neuron] = 1;
    return tf.tensor3d(chosen, [1, positions, width]);
  });
  // Of each neuron, the activations of the positives from the front and of the others from the back.
  const activations = Array.from({ length: layers * width }, () => new Float32Array(n));
  let [positives, negatives] = [0, 0];
  try {
    let batchIndex = 0;
    await forEachBatch(
      { ...options, batches: batches.map(({ batch }) => batch) },
      'AUROC',
      (activation, layer) => tf.sum(tf.mul(activation, masks[layer]!), 1),
      (values, batch) => {
        // values: [layers, batch, width].
        for (const row of batches[batchIndex++]!.kept) {
          const place = batch.labels[row] === positive ? positives++ : n - 1 - negatives++;
          for (let layer = 0; layer < layers; layer++) {
            for (let neuron = 0; neuron < width; neuron++) activations[layer * width + neuron]![place] = values[(layer * batch.size + row) * width + neuron]!;
          }
        }
      },
    );
  } finally {
    tf.dispose(masks);
  }
  if (positives === 0 || negatives === 0) {
    throw new SkillNeuronsError({ code: 'NEURON_ONE_CLASS', message: 'AUROC of examples of one class', hint: 'use a split with examples of both sides' });
  }
  return { n, values: Float32Array.from(activations, (row) => auroc(row.subarray(0, positives), row.subarray(positives))) };
}

/** The batches that hold drawn examples, with the rows of these. */
function drawExamples(batches: readonly TokenBatch[], maxExamples: number, seed: number | string): { batch: TokenBatch; kept: number[] }[] {
  const present = [...labelsOf(batches)].flatMap((label, index) => (label === -1 ? [] : [index]));
  const drawn = new Set(present.length <= maxExamples ? present : createRandom(seed).fork('auroc').shuffle(present).slice(0, maxExamples));
  return batches.map((batch) => ({ batch, kept: [...batch.indices.keys()].filter((row) => drawn.has(batch.indices[row]!)) })).filter(({ kept }) => kept.length > 0);
}
