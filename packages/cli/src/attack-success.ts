import { originalSplitOf, type EncodedExample, type Task } from '@skill-neurons/data';
import type { Metric } from './results-table.ts';

/** Of these the attacker wants more, whoever is attacked less. */
export const attackSuccess: Metric = { name: 'attack success', higherIsBetter: false };

/** The answers to a split: which of its rows were right. */
export interface AnsweredRows {
  split: string;
  examples: readonly Pick<EncodedExample, 'id' | 'originalId'>[];
  right: readonly boolean[];
}

/**
 * How many answers, right before the attack, it turned (`correct`) of how many (`n`): for rows whose originals are among the answered
 * splits. Null where none is.
 */
export function attackSuccessOf(task: Task, { split, examples, right }: AnsweredRows, answered: readonly AnsweredRows[]): { correct: number; n: number } | null {
  const originals = answered.find((other) => other.split === originalSplitOf(task, split));
  if (originals === undefined) return null;
  const rightBefore = new Set(originals.examples.filter((_, i) => originals.right[i]).map(({ id }) => id));
  const attacked = examples.flatMap(({ originalId }, i) => (originalId !== undefined && rightBefore.has(originalId) ? [right[i]!] : []));
  return attacked.length === 0 ? null : { correct: attacked.filter((stayed) => !stayed).length, n: attacked.length };
}
