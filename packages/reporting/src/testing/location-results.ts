import type { LayerShareResult } from '../results/layer-share-result.ts';
import type { PromptSimilarityResult } from '../results/prompt-similarity-result.ts';
import type { ModelSummary, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

/** Best neurons of the encoder lie in late layers: each holds twice what the one below holds. */
export function layerSharesOf(model: ModelSummary, task: TaskSummary): LayerShareResult[] {
  return model.stacks.filter(({ stack }) => stack === 'encoder').flatMap(({ stack, layers, width }) =>
    task.splits.filter(({ split }) => split !== 'validation').flatMap(({ split, adversarial }) => [1, 5, 10].map((percent): LayerShareResult => {
      const size = Math.floor((layers * width * percent) / 100);
      const weights = Array.from({ length: layers }, (_, layer) => 2 ** layer);
      const all = weights.reduce((a, b) => a + b, 0);
      const members = weights.map((weight) => (size * weight) / all);
      const scaled = (by: number) => members.map((count) => count * by);
      return {
        model: model.id, task: task.id, split, adversarial, stack, percent, size, width, members,
        threshold: size === 0 ? null : 0.8 - 0.02 * percent,
        tied: { neurons: Math.min(3, size), taken: Math.min(1, size) },
        fewest: scaled(0.9), most: scaled(1.05), constant: 0,
      };
    })));
}

/** Prompts of one type are alike. */
export function promptSimilaritiesOf(study: MadeUpStudy, model: ModelSummary): PromptSimilarityResult[] {
  const noise = study.random.fork(`similarity/${model.id}`);
  const tasks = study.taskSummaries;
  return (['cosineAverage', 'activationOverlap'] as const).flatMap((measure) => (['same', 'other'] as const).map((seeds): PromptSimilarityResult => {
    const upper = tasks.map(() => tasks.map(() => 0.02 * noise.normal()));
    const at = (i: number, j: number) => (tasks[i]!.type === tasks[j]!.type ? 0.4 : 0.1) + upper[Math.min(i, j)]![Math.max(i, j)]!;
    const none = (i: number, j: number) => (seeds === 'same' ? i === j : study.seedList.length < 2);
    return { model: model.id, measure, seeds, tasks: tasks.map(({ id }) => id), values: tasks.map((_, i) => tasks.map((_other, j) => (none(i, j) ? null : at(i, j)))) };
  }));
}
