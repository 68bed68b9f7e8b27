import { mean } from '@skill-neurons/core';

/** What a prompt is chosen by; all but the loss are the higher the better. */
export const selectionMetrics = ['accuracy', 'loss', 'balanced-accuracy', 'macro-f1'] as const;
/** What the kept step can be chosen by. */
export type SelectionMetric = (typeof selectionMetrics)[number];

/** The metrics of one measurement. */
export interface MeasuredMetrics {
  accuracy: number;
  /** Mean cross-entropy over the label words, in nats. */
  loss: number;
  /** Mean recall over the classes that occur among the labels. */
  balancedAccuracy: number;
  /** Mean F1 over the classes that occur among labels or predictions. */
  macroF1: number;
}

/** Metrics of predictions against labels, both [n] class indices. */
export function measureMetrics({ predictions, labels, loss }: { predictions: Int32Array; labels: Int32Array; loss: number }): MeasuredMetrics {
  const counts = new Map<number, { truePositives: number; labelled: number; predicted: number }>();
  const countOf = (label: number) => {
    const found = counts.get(label) ?? { truePositives: 0, labelled: 0, predicted: 0 };
    counts.set(label, found);
    return found;
  };
  let correct = 0;
  labels.forEach((label, i) => {
    const prediction = predictions[i]!;
    countOf(label).labelled++;
    countOf(prediction).predicted++;
    if (prediction !== label) return;
    correct++;
    countOf(label).truePositives++;
  });
  const classes = [...counts.values()];
  const recalls = classes.filter(({ labelled }) => labelled > 0).map(({ truePositives, labelled }) => truePositives / labelled);
  const f1s = classes.map(({ truePositives, labelled, predicted }) => (2 * truePositives) / (labelled + predicted));
  return { accuracy: correct / labels.length, loss, balancedAccuracy: mean(recalls), macroF1: mean(f1s) };
}

/** The metric as a number that is the higher the better. */
export function selectionScore(metric: SelectionMetric, { accuracy, loss, balancedAccuracy, macroF1 }: MeasuredMetrics): number {
  return { accuracy, loss: -loss, 'balanced-accuracy': balancedAccuracy, 'macro-f1': macroF1 }[metric];
}

/** How many of the last scores brought no gain of more than `minimumGain` over the best before them. */
export function measurementsWithoutGain(scores: readonly number[], minimumGain = 0): number {
  let best = -Infinity;
  let without = 0;
  for (const score of scores) {
    if (score > best + minimumGain) {
      best = score;
      without = 0;
    } else {
      without++;
    }
  }
  return without;
}
