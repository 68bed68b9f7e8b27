import { lowerTail } from './exact-interval.ts';

/** Two classifications of the same things, or one classification of paired things. */
export interface McNemarResult {
  /** Pairs of which only the first, or only the second, is right. */
  onlyFirst: number;
  onlySecond: number;
  /** Two-sided p-value of the exact test; 1 where no pair differs. */
  p: number;
}

/**
 * McNemar's test, exact: of the pairs that differ, is either side right more often than a fair coin says? (McNemar,
 * Psychometrika 12, 1947; binomial form.)
 */
export function mcNemar(first: readonly boolean[], second: readonly boolean[]): McNemarResult {
  let [onlyFirst, onlySecond] = [0, 0];
  first.forEach((right, i) => {
    if (right && !second[i]) onlyFirst++;
    if (!right && second[i]) onlySecond++;
  });
  const n = onlyFirst + onlySecond;
  return { onlyFirst, onlySecond, p: Math.min(1, 2 * lowerTail(Math.min(onlyFirst, onlySecond), n, 0.5)) };
}
