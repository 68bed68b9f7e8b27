/**
 * Area under the ROC curve: P(a positive's score > a negative's) + P(equal) / 2, exact, ties included (Mann and Whitney).
 *
 * @returns in [0, 1]; NaN when one side is empty or a score is NaN.
 */
export function auroc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  // Typed arrays sort numerically without a comparison function, and put NaN last.
  const above = Float64Array.from(positives).sort();
  const below = Float64Array.from(negatives).sort();
  if (above.length === 0 || below.length === 0 || Number.isNaN(above.at(-1)) || Number.isNaN(below.at(-1))) return NaN;
  let smaller = 0;
  let smallerOrEqual = 0;
  let wins = 0;
  for (const score of above) {
    while (smaller < below.length && below[smaller]! < score) smaller++;
    while (smallerOrEqual < below.length && below[smallerOrEqual]! <= score) smallerOrEqual++;
    wins += (smaller + smallerOrEqual) / 2;
  }
  return wins / (above.length * below.length);
}
