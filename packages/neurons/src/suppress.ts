import type { OnProgress } from '@skill-neurons/core';
import type { TokenBatch } from '@skill-neurons/data';
import { evaluate, type Evaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { interventionHook, type Backbone, type LabelTokens, type Stack } from '@skill-neurons/runtime';
import { neuronSpace } from './neuron-space.ts';
import { neuronsPerLayer, topPercent, type LayerRanking } from './ranking.ts';

export interface SuppressOptions {
  backbone: Backbone;
  prompt: SoftPrompt;
  batches: readonly TokenBatch[];
  columns: readonly LabelTokens[];
  ranking: LayerRanking;
  /** Percentages of each layer, e.g. the paper's 0, 1, 3, ..., 15. */
  percentages: readonly number[];
  stack?: Stack;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

export interface SuppressionPoint {
  percent: number;
  neuronsPerLayer: number;
  evaluation: Evaluation;
}

/** Accuracy with the first p % of a ranking set to zero at all positions of every layer (paper.md A9). */
export async function suppressionCurve(options: SuppressOptions): Promise<SuppressionPoint[]> {
  const { backbone, prompt, batches, columns, ranking, percentages, stack = 'encoder', onProgress, signal } = options;
  const points: SuppressionPoint[] = [];
  const space = neuronSpace(backbone, stack);
  for (const [index, percent] of percentages.entries()) {
    const intervention = interventionHook({ kind: 'zero', stack, neurons: topPercent(ranking, percent), positions: 'all' }, space);
    try {
      const evaluation = await evaluate({ backbone, prompt, batches, columns, hooks: [intervention.hook], signal });
      points.push({ percent, neuronsPerLayer: neuronsPerLayer(ranking[0]?.length ?? 0, percent), evaluation });
    } finally {
      intervention.dispose();
    }
    onProgress?.({ label: 'suppress', done: index + 1, total: percentages.length });
  }
  return points;
}
