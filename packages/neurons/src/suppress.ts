import type { Evaluation } from '@skill-neurons/prompt-tuning';
import { neuronsPerLayer, topPercent, type LayerRanking } from './ranking.ts';
import { evaluateSuppressed, type SuppressedEvaluationOptions } from './suppress-sets.ts';

export interface SuppressOptions extends SuppressedEvaluationOptions {
  ranking: LayerRanking;
  /** Percentages of each layer, e.g. the paper's 0, 1, 3, ..., 15. */
  percentages: readonly number[];
}

/** Accuracy with one percentage suppressed. */
export interface SuppressionPoint {
  percent: number;
  neuronsPerLayer: number;
  evaluation: Evaluation;
}

/** Accuracy with the first p % of every layer of a ranking suppressed (paper.md A9). */
export async function suppressionCurve({ ranking, percentages, ...options }: SuppressOptions): Promise<SuppressionPoint[]> {
  const evaluations = await evaluateSuppressed(percentages.map((percent) => topPercent(ranking, percent)), options);
  return evaluations.map((evaluation, i) => ({ percent: percentages[i]!, neuronsPerLayer: neuronsPerLayer(ranking[0]?.length ?? 0, percentages[i]!), evaluation }));
}
