import { predictionOf } from '../attack/goal.ts';
import type { SheetTest } from './sheet-schema.ts';

/** Which variant failed, -1 for the original of an MFT; null where the case passes. */
export type Verdict = { failed: number } | null;

/** What the model said to the texts of a case. */
export interface Answers {
  /** Probabilities of the classes, of the original and of each variant. */
  original: ArrayLike<number>;
  variants: readonly ArrayLike<number>[];
}

/**
 * Whether the answers are as the test expects. A case with several variants fails as soon as one of them does, as in CheckList;
 * the worst is named.
 * @param classesOf class indices that a label of the sheet stands for
 */
export function judgeCase(
  { type, label, expect }: SheetTest,
  { original, variants }: Answers,
  classesOf: (label: string) => readonly number[],
): Verdict {
  if (type === 'MFT') return classesOf(label!).includes(predictionOf(original)) ? null : { failed: -1 };
  if (type === 'INV') {
    const failed = variants.findIndex((probabilities) => predictionOf(probabilities) !== predictionOf(original));
    return failed < 0 ? null : { failed };
  }
  const { direction, tolerance, at_least: atLeast } = expect!;
  const classes = classesOf(expect!.label);
  const probability = (probabilities: ArrayLike<number>) => classes.reduce((sum, c) => sum + probabilities[c]!, 0);
  const moved = variants.map((probabilities) => (direction === 'up' ? 1 : -1) * (probability(probabilities) - probability(original)));
  const worst = moved.indexOf(Math.min(...moved));
  return moved[worst]! < (atLeast > 0 ? atLeast : -tolerance) ? { failed: worst } : null;
}
