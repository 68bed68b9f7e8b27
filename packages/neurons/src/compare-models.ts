import { performance } from 'node:perf_hooks';
import { quantile, type OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { evaluate, type Evaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { Backbone, LabelTokens } from '@skill-neurons/runtime';

export interface CompareModelsOptions {
  /** E.g. the whole model and the pruned one. */
  backbones: readonly Backbone[];
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  columns: readonly LabelTokens[];
  /** Times that the examples are evaluated with the clock running. */
  rounds?: number;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Accuracy and time of a model. */
export interface ModelSpeed {
  evaluation: Evaluation;
  /** Median over the rounds. */
  examplesPerSecond: number;
  /** Median over the rounds of the first model's time divided by this one's in the same round. */
  speedUp: number;
}

/**
 * Accuracy and speed of models on the same batches. The models take turns batch by batch, and who goes first changes with the round, so that
 * a change of the machine's load meets all of them; a first pass, whose accuracy is reported, is not timed.
 */
export async function compareModels({ backbones, prompt, batches, columns, rounds = 3, onProgress, signal }: CompareModelsOptions): Promise<ModelSpeed[]> {
  const evaluations = [];
  for (const backbone of backbones) evaluations.push(await evaluate({ backbone, prompt, batches, columns, onProgress, signal }));
  const seconds = backbones.map(() => new Array<number>(rounds).fill(0));
  for (let round = 0; round < rounds; round++) {
    for (const batch of batches) {
      // A batch alone has its examples' own numbers.
      const alone = { ...batch, indices: Int32Array.from({ length: batch.size }, (_, i) => i) };
      for (let turn = 0; turn < backbones.length; turn++) {
        const model = (turn + round) % backbones.length;
        const started = performance.now();
        await evaluate({ backbone: backbones[model]!, prompt, batches: [alone], columns, signal });
        seconds[model]![round]! += (performance.now() - started) / 1000;
      }
    }
    onProgress?.({ label: 'speed', done: round + 1, total: rounds });
  }
  return evaluations.map((evaluation, model) => ({
    evaluation,
    examplesPerSecond: quantile(seconds[model]!.map((time) => evaluation.n / time), 0.5),
    speedUp: quantile(seconds[model]!.map((time, round) => seconds[0]![round]! / time), 0.5),
  }));
}
