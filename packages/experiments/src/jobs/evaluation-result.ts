import type { Evaluation, PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { Count } from '@skill-neurons/reporting';

/** Counts of an evaluation as results store them: per class and per kind of row. */
export function countsOf(evaluation: Evaluation, split: PreparedSplit): Count & { classCounts: number[]; predictedCounts: number[]; groups: Record<string, Count> } {
  const { n, correct, predictions, labels } = evaluation;
  const classCounts = new Array<number>(split.labels.length).fill(0);
  const predictedCounts = [...classCounts];
  const groups: Record<string, Count> = {};
  split.examples.forEach(({ group }, i) => {
    classCounts[labels[i]!]!++;
    predictedCounts[predictions[i]!]!++;
    if (group === undefined) return;
    const count = (groups[group] ??= { correct: 0, n: 0 });
    count.n++;
    if (predictions[i] === labels[i]) count.correct++;
  });
  return { correct, n, classCounts, predictedCounts, groups };
}
