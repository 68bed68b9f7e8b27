/** How many examples each class has, and how often guessing the largest would be right. */
export interface ClassCounts {
  counts: number[];
  total: number;
  /** Class with most examples; of equal ones the first. */
  majorityClass: number;
  /** Its share, in [0, 1]: the accuracy that needs no model. */
  majorityRate: number;
}

/** Counts the classes 0..`classes`-1 in anything that carries labels. */
export function countClasses(examples: readonly { label: number }[], classes: number): ClassCounts {
  const counts = Array.from({ length: classes }, () => 0);
  for (const { label } of examples) counts[label]!++;
  const largest = Math.max(...counts);
  return { counts, total: examples.length, majorityClass: counts.indexOf(largest), majorityRate: examples.length === 0 ? 0 : largest / examples.length };
}
