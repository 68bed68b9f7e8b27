import { exactInterval, mean, type Interval } from '@skill-neurons/core';
import type { AdvGlueKey } from './advglue-tasks.ts';

/** How many of how many are right, with the exact 95 % interval. */
export interface Share {
  correct: number;
  n: number;
  accuracy: number;
  interval: Interval;
}

/** A count as a share with its exact 95 % interval. */
export function shareOf(correct: number, n: number): Share {
  return { correct, n, accuracy: correct / n, interval: exactInterval(correct, n) };
}

/** The metrics of AdvGLUE's table: accuracy, and for QQP the F1 of official class 1. */
export interface TaskMetrics {
  accuracy: number;
  f1?: number;
}

/** Predictions and labels in the official numbering, in the order of the development set. */
export function taskMetrics(key: AdvGlueKey, predictions: ArrayLike<number>, labels: ArrayLike<number>): TaskMetrics {
  let [correct, truePositive, predicted, actual] = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (predictions[i] === labels[i]) correct++;
    if (predictions[i] === 1) predicted++;
    if (labels[i] === 1) actual++;
    if (predictions[i] === 1 && labels[i] === 1) truePositive++;
  }
  const accuracy = correct / labels.length;
  return key === 'qqp' ? { accuracy, f1: predicted + actual === 0 ? 0 : (2 * truePositive) / (predicted + actual) } : { accuracy };
}

/** The benchmark's number and what it is made of. */
export interface AdvGlueScore {
  /** Score per task in [0, 1]: the mean of its metrics; `mnli` is the mean of matched and mismatched. */
  tasks: Record<string, number>;
  /** Mean over the five tasks; null unless all six parts are there. */
  mean: number | null;
}

/**
 * The score of AdvGLUE (Wang et al. 2021): the mean over SST-2, QQP, MNLI, QNLI and RTE of the mean of the task's metrics
 * (QQP: accuracy and F1; MNLI: accuracy on both parts).
 */
export function advGlueScore(metrics: Partial<Record<AdvGlueKey, TaskMetrics>>): AdvGlueScore {
  const score = ({ accuracy, f1 }: TaskMetrics) => (f1 === undefined ? accuracy : mean([accuracy, f1]));
  const tasks: Record<string, number> = {};
  for (const key of ['sst2', 'qqp', 'qnli', 'rte'] as const) if (metrics[key]) tasks[key] = score(metrics[key]);
  if (metrics.mnli && metrics['mnli-mm']) tasks['mnli'] = mean([score(metrics.mnli), score(metrics['mnli-mm'])]);
  const values = Object.values(tasks);
  return { tasks, mean: values.length === 5 ? mean(values) : null };
}
