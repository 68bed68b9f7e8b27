import { subtaskCounts, type FiringCounts } from './firing-counts.ts';
import { predictivity, type Predictivity, type PredictivityOptions } from './predictivity.ts';
import { neuronsPerLayer, type LayerRanking } from './ranking.ts';

/** A two-class question about a task with more classes. */
export interface Subtask {
  negative: number[];
  positive: number[];
}

/** Each class against all others. */
export function oneVersusRest(classes: number): Subtask[] {
  return Array.from({ length: classes }, (_, positive) => ({ positive: [positive], negative: othersOf(classes, positive) }));
}

/** Every two classes against each other. */
export function classPairs(classes: number): Subtask[] {
  return Array.from({ length: classes }, (_, a) => Array.from({ length: classes - a - 1 }, (_unused, k) => ({ negative: [a], positive: [a + k + 1] }))).flat();
}

/**
 * The subtasks of Wang et al. (2022) for ordered classes such as negative, neutral, positive: the lowest against the
 * highest, then each class between against all others.
 */
export function wangSubtasks(classes: number): Subtask[] {
  const between = Array.from({ length: Math.max(0, classes - 2) }, (_, i) => i + 1);
  return [{ negative: [0], positive: [classes - 1] }, ...between.map((positive) => ({ positive: [positive], negative: othersOf(classes, positive) }))];
}

/**
 * Predictivity for each subtask. Wang et al. cut the larger class down to the size of the smaller; balanced accuracy,
 * the default here, does the same without throwing examples away.
 */
export function subtaskPredictivities(counts: FiringCounts, subtasks: readonly Subtask[], options: Omit<PredictivityOptions, 'positive'> = {}): Predictivity[] {
  return subtasks.map((subtask) => predictivity(subtaskCounts(counts, subtask), { metric: 'balanced-accuracy', ...options, positive: 1 }));
}

/**
 * Skill neurons of a task from the rankings of its subtasks, `percent` of each layer in all: equal shares from each
 * ranking in turn, the best that are not taken yet (Wang et al. 2022). @throws PERCENT_RANGE
 */
export function skillNeuronsOfSubtasks(rankings: readonly LayerRanking[], percent: number): number[][] {
  return (rankings[0] ?? []).map((_, layer) => {
    const size = neuronsPerLayer(rankings[0]![layer]!.length, percent);
    const taken = new Set<number>();
    rankings.forEach((ranking, r) => {
      const upTo = Math.floor((size * (r + 1)) / rankings.length);
      for (const neuron of ranking[layer]!) {
        if (taken.size >= upTo) break;
        taken.add(neuron);
      }
    });
    return [...taken];
  });
}

function othersOf(classes: number, one: number): number[] {
  return Array.from({ length: classes }, (_, c) => c).filter((c) => c !== one);
}
