import * as tf from '@tensorflow/tfjs-core';
import { tapHook, type Backbone } from '@skill-neurons/runtime';
import { assertLayoutFits, assertPromptFits, type SoftPrompt } from '../soft-prompt.ts';

/** Which neurons a prompt activates: 1 where the activation is above 0, [layers, width]. */
export interface ActivatedNeurons {
  layers: number;
  width: number;
  active: Uint8Array;
}

/**
 * The neurons that a prompt activates with no text but one token (Su et al. 2022, section 5.2: `<s>` for RoBERTa,
 * `<extra_id_0>` for T5): of a masked LM the encoder's at the mask position, of T5 the decoder's at its first step. Their code
 * reads T5 before the ReLU; above 0 is the same before and after it.
 * @throws PROMPT_SHAPE, PROMPT_ARCHITECTURE, PROMPT_LAYOUT
 */
export async function activatedNeurons(backbone: Backbone, prompt: SoftPrompt, tokenId: number): Promise<ActivatedNeurons> {
  assertPromptFits(prompt, backbone);
  // There is no text here that a mask could stand in.
  assertLayoutFits(prompt, backbone, false);
  const masked = backbone.family === 'masked-lm';
  const stack = masked ? 'encoder' : 'decoder';
  const { layers, width } = backbone.neuronSpaces.find((space) => space.stack === stack)!;
  const found: tf.Tensor[] = [];
  const hook = tapHook({ stack, positions: masked ? 'mask' : 'all', onActivation: (activation) => found.push(tf.keep(tf.slice(activation, [0, 0, 0], [1, 1, width]))) });
  try {
    tf.tidy(() => {
      const embeddings = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
      backbone.score({ prompt: embeddings, ids: tf.tensor2d([[tokenId]], [1, 1], 'int32'), mask: tf.tensor2d([[1]]) }, [tokenId], { hooks: [hook] });
    });
    const active = new Uint8Array(layers * width);
    for (const [layer, activation] of found.entries()) (await activation.data()).forEach((value, index) => (active[layer * width + index] = value > 0 ? 1 : 0));
    return { layers, width, active };
  } finally {
    tf.dispose(found);
  }
}

/**
 * Overlap of activated neurons (ON of Su et al. 2022): the cosine of the two vectors of zeros and ones over the layers [begin, end).
 * NaN where a prompt activates none of them.
 */
export function activationOverlap(a: ActivatedNeurons, b: ActivatedNeurons, layers: readonly [begin: number, end: number] = [0, a.layers]): number {
  const [begin, end] = layers.map((layer) => layer * a.width) as [number, number];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = begin; i < end; i++) {
    both += a.active[i]! & b.active[i]!;
    ofA += a.active[i]!;
    ofB += b.active[i]!;
  }
  return both / Math.sqrt(ofA * ofB);
}
