import * as tf from '@tensorflow/tfjs-core';
import type { OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { assertLayoutFits, assertPromptFits, isMaskInText, scoreBatch, tallyEvaluation, type Evaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { interventionHook, type Backbone, type ForwardOptions, type ForwardState, type HookPositions, type LabelTokens, type Stack, type StateTap } from '@skill-neurons/runtime';
import { neuronSpace } from './neuron-space.ts';
import { firstLayer, type NeuronSet } from './neuron-set.ts';
import { assertPositions, interventionsOf, type Replacement } from './replacement.ts';

export interface SuppressedEvaluationOptions {
  backbone: Backbone;
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  /** What the classes are scored by: the `ids` of the label words. */
  columns: readonly LabelTokens[];
  stack?: Stack | undefined;
  /** Positions at which activations are replaced, `all` by default (paper.md A9). */
  positions?: HookPositions | undefined;
  /** `zero` by default (paper.md A9). */
  replacement?: Replacement | undefined;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Evaluates a prompt once for each set of neurons, with their activations replaced; an empty set is plain evaluation. All sets
 * go through a batch together: what lies below the lowest layer that a set changes is computed once, and the last block of a
 * masked LM computes the scored position alone.
 *
 * @returns one evaluation per set, in their order
 * @throws SUPPRESS_POSITIONS
 */
export async function evaluateSuppressed(sets: readonly NeuronSet[], options: SuppressedEvaluationOptions): Promise<Evaluation[]> {
  const { backbone, prompt, batches, columns, stack = 'encoder', positions = 'all', replacement = { kind: 'zero' }, onProgress, signal } = options;
  const space = neuronSpace(backbone, stack);
  assertPositions(positions, stack, backbone);
  assertPromptFits(prompt, backbone);
  assertLayoutFits(prompt, backbone, isMaskInText(batches));
  const tallies = sets.map(() => tallyEvaluation(batches));
  const empty = [...sets.keys()].filter((i) => firstLayer(sets[i]!) === Infinity);
  const fromBelow = [...sets.keys()].filter((i) => !empty.includes(i)).sort((a, b) => firstLayer(sets[a]!) - firstLayer(sets[b]!));
  const promptTensor = tf.tensor2d(prompt.values, [prompt.virtualTokens, prompt.hiddenSize]);
  let done = 0;
  try {
    for (const batch of batches) {
      const shared = new SharedState();
      const scores = async (forward: ForwardOptions) => {
        signal?.throwIfAborted();
        const tensor = tf.tidy(() => scoreBatch(backbone, promptTensor, batch, columns, forward));
        try {
          return await tensor.data();
        } finally {
          tensor.dispose();
        }
      };
      const report = (count: number) => onProgress?.({ label: 'suppress', done: (done += count), total: batches.length * sets.length });
      try {
        if (empty.length > 0) {
          const plain = await scores({});
          for (const i of empty) tallies[i]!.add(batch, plain);
          report(empty.length);
        }
        for (const [place, i] of fromBelow.entries()) {
          const interventions = interventionsOf(replacement, sets[i]!, { stack, positions, examples: batch.indices });
          const handles = interventions.map((intervention) => interventionHook(intervention, space));
          try {
            const state = shared.optionsFor(stack, firstLayer(sets[i]!), place < fromBelow.length - 1);
            tallies[i]!.add(batch, await scores({ hooks: handles.map(({ hook }) => hook), lastBlock: 'scored', ...state }));
          } finally {
            for (const handle of handles) handle.dispose();
          }
          report(1);
        }
      } finally {
        shared.dispose();
      }
    }
  } finally {
    promptTensor.dispose();
  }
  return tallies.map((tally) => tally.evaluation());
}

/** The highest state of a batch that no set so far has changed. Sets must come in the order of their first layers. */
class SharedState {
  private state: ForwardState | undefined;

  /** Where a pass may start, and what it should hand out for the passes to come. */
  optionsFor(stack: Stack, layer: number, moreToCome: boolean): Pick<ForwardOptions, 'from' | 'tap'> {
    const from = this.state;
    const known = from !== undefined && (from.stack === 'decoder' || from.layer === layer);
    if (known || !moreToCome) return { from };
    const onState = (state: ForwardState) => this.keep(state);
    const tap: StateTap = stack === 'decoder' ? { stack, onState } : { stack, layer, onState };
    return { from, tap };
  }

  dispose(): void {
    if (this.state) tf.dispose(tensorsOf(this.state));
    this.state = undefined;
  }

  private keep(state: ForwardState): void {
    const before = this.state;
    // A clone shares the values.
    const own = <T extends tf.Tensor>(tensor: T): T => tf.keep(tensor.clone());
    this.state = state.stack === 'decoder' ? { ...state, encoded: own(state.encoded) } : { ...state, activation: own(state.activation), residual: own(state.residual) };
    if (before) tf.dispose(tensorsOf(before));
  }
}

function tensorsOf(state: ForwardState): tf.Tensor[] {
  return state.stack === 'decoder' ? [state.encoded] : [state.activation, state.residual];
}
