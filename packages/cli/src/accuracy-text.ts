import { wilsonInterval } from '@skill-neurons/core';

/** `87.5 % [82.1, 91.4] (175 of 200)`: accuracy with its 95 % interval. */
export function accuracyText({ correct, n }: { correct: number; n: number }): string {
  const { low, high } = wilsonInterval(correct / n, n);
  return `${percent(correct / n)} % [${percent(low)}, ${percent(high)}] (${correct} of ${n})`;
}

/** A share as a percentage with one decimal. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}
