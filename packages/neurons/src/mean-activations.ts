import * as tf from '@tensorflow/tfjs-core';
import type { TokenBatch } from '@skill-neurons/data';
import { positionRange, type HookPositions, type HookSite, type Stack } from '@skill-neurons/runtime';
import { runPass, type BatchPass, type PassOptions } from './batch-pass.ts';

export interface MeanActivationOptions extends Omit<PassOptions, 'tally'> {
  /**
   * Positions of the encoder to average over, never padding; `all` are in the last layer of a masked LM those that are scored, since
   * nothing else of it is read. Of the decoder all steps count: one, or the pieces of the label words.
   */
  positions?: HookPositions;
}

/** Mean activation of every neuron of a stack over examples and positions: one number per neuron. */
export interface MeanActivations {
  stack: Stack;
  /** [width] per layer. */
  means: Float32Array[];
}

/**
 * What a neuron that is pruned is fixed at (Wang et al. 2022 take the mean at the prompt; a bias serves all positions, so the default here
 * is the mean over all of them that count). One streaming pass for all stacks; sums in float64.
 */
export async function collectMeanActivations(options: MeanActivationOptions): Promise<MeanActivations[]> {
  const { backbone, positions = 'all' } = options;
  const sites = backbone.neuronSpaces.flatMap(({ stack, layers, width, widths }) =>
    Array.from({ length: layers }, (_, layer) => ({ stack, layer, sums: new Float64Array(widths?.[layer] ?? width), count: 0 })),
  );
  const pass: BatchPass = {
    label: 'mean activations',
    lastBlock: positions === 'all' ? 'scored' : 'all',
    reduce(activation, site, batch) {
      const [size, length, width] = activation.shape;
      const chosen = chosenPositions(batch, site, length, site.stack === 'decoder' ? 'all' : positions);
      sites.find(({ stack, layer }) => stack === site.stack && layer === site.layer)!.count += chosen.reduce((sum, one) => sum + one, 0);
      return tf.matMul(tf.tensor2d(chosen, [1, size * length]), tf.reshape(activation, [size * length, width]));
    },
    combine: (reduced) => tf.concat([...reduced], 1),
  };
  await runPass(options, pass, async (sums) => {
    addUp(sites, (await sums.data()) as Float32Array);
    sums.dispose();
  });
  return backbone.neuronSpaces.map(({ stack }) => ({
    stack,
    means: sites.filter((site) => site.stack === stack).map(({ sums, count }) => Float32Array.from(sums, (sum) => sum / count)),
  }));
}

/** Adds the sums of all sites, one behind the other, to each one's own. */
function addUp(sites: readonly { sums: Float64Array }[], values: Float32Array): void {
  let from = 0;
  for (const { sums } of sites) {
    for (let i = 0; i < sums.length; i++) sums[i]! += values[from + i]!;
    from += sums.length;
  }
}

/** 1 at the chosen positions that are no padding, [batch * positions]. */
function chosenPositions(batch: TokenBatch, site: HookSite, length: number, positions: HookPositions): Float32Array {
  if (site.scoredOnly) return new Float32Array(batch.size * length).fill(1);
  const { begin, count } = positionRange(positions, site, length);
  return Float32Array.from({ length: batch.size * length }, (_, i) => {
    const position = i % length;
    if (position < begin || position >= begin + count) return 0;
    if (site.stack === 'decoder' || position < site.promptLength) return 1;
    return batch.mask[Math.floor(i / length) * batch.length + position - site.promptLength]!;
  });
}
