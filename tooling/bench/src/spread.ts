import { quantile } from '@skill-neurons/core';

/** Median and quartiles of repeated measurements. */
export interface Spread {
  n: number;
  median: number;
  q1: number;
  q3: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { n: values.length, median: quantile(values, 0.5), q1: quantile(values, 0.25), q3: quantile(values, 0.75) };
}

/** The items, begun at another place each round, so that none always runs first or after the same one. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
