import * as tf from '@tensorflow/tfjs-core';
import { SkillNeuronsError } from '@skill-neurons/core';
import { gridOf, runBatches, type CollectOptions } from './activation-pass.ts';
import { labelsOf } from './collect.ts';
import { assertNeurons, type NeuronPlace } from './neuron-place.ts';
import { neuronSpace } from './neuron-space.ts';

/** Activations of a few neurons at all prompt positions. */
export interface NeuronActivations {
  n: number;
  positions: number;
  /** By the examples' index in the list that was batched; of each neuron [n, positions]. */
  values: Float32Array[];
  labels: Int32Array;
}

const defaultMaxBytes = 2 ** 29;

/**
 * Keeps the activations of a few neurons at the prompt, of every example: one pass, and 4 bytes per neuron, position and example.
 *
 * @throws NEURON_GRID for a neuron that the model has not; NEURON_ACTIVATIONS_SIZE above `maxBytes`, default 512 MiB
 */
export async function collectNeurons({ neurons, maxBytes = defaultMaxBytes, ...options }: CollectOptions & { neurons: readonly NeuronPlace[]; maxBytes?: number }): Promise<NeuronActivations> {
  const { layers, positions, width, stack } = gridOf(options);
  assertNeurons(neurons, neuronSpace(options.backbone, stack), options.backbone.folder);
  const labels = labelsOf(options.batches);
  const n = labels.length;
  const bytes = 4 * n * positions * neurons.length;
  if (bytes > maxBytes) throw new SkillNeuronsError({ code: 'NEURON_ACTIVATIONS_SIZE', message: `${neurons.length} neurons of ${n} examples take ${Math.ceil(bytes / 2 ** 20)} MiB`, hint: 'take fewer examples' });
  const values = neurons.map(() => new Float32Array(n * positions));
  if (neurons.length === 0) return { n, positions, values, labels };
  // In the order in which the layers' columns are put side by side.
  const order = [...neurons.keys()].sort((a, b) => neurons[a]!.layer - neurons[b]!.layer || a - b);
  const columns = Array.from({ length: layers }, (_, layer) => {
    const ofLayer = order.filter((i) => neurons[i]!.layer === layer).map((i) => neurons[i]!.neuron);
    return ofLayer.length === 0 ? null : tf.tensor1d(ofLayer, 'int32');
  });
  try {
    await runBatches(
      options,
      {
        label: 'neurons',
        reduce: (activation, layer, { size }) => {
          const wanted = columns[layer];
          return wanted ? tf.gather(tf.slice(activation, [0, 0, 0], [size, positions, width]), wanted, 2) : tf.scalar(0);
        },
        combine: (reduced) => tf.concat(reduced.filter((_, layer) => columns[layer]), 2),
      },
      async (combined, { size, indices }) => {
        // [batch, positions, neurons in order].
        const read = await combined.data();
        combined.dispose();
        for (let row = 0; row < size; row++) {
          for (let j = 0; j < positions; j++) order.forEach((i, column) => (values[i]![indices[row]! * positions + j] = read[(row * positions + j) * order.length + column]!));
        }
      },
    );
  } finally {
    for (const column of columns) column?.dispose();
  }
  return { n, positions, values, labels };
}

/**
 * How often "fires, so class `positive`" is right at each position: what predictivity is the best of, with either sign.
 *
 * @param values of one neuron, [n, positions]; `baseline` of its positions
 */
export function accuracyByPosition({ n, positions, labels }: Omit<NeuronActivations, 'values'>, values: Float32Array, baseline: ArrayLike<number>, positive = 1): number[] {
  return Array.from({ length: positions }, (_, j) => {
    let right = 0;
    for (let i = 0; i < n; i++) if (values[i * positions + j]! > baseline[j]! === (labels[i] === positive)) right++;
    return right / n;
  });
}
