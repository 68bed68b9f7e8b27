import { z } from 'zod';
import type { Count } from '../study-results.ts';

/** Answers of a task's own prompt to attacked rows of one kind, beside those to the rows that they were made from. */
export interface AttackResult extends Count {
  model: string;
  task: string;
  /** The adversarial split. */
  split: string;
  seed: number;
  /** Kind of row, such as the attack; null for all rows of the split. */
  group: string | null;
  classCounts: number[];
  /** Of the rows whose original is known; null where none is. */
  pairs: AttackedPairs | null;
}

/** Rows that were answered before and after an attack. */
export interface AttackedPairs {
  n: number;
  /** Right before the attack, right after it, and right before it but wrong after it. */
  originalCorrect: number;
  correct: number;
  turned: number;
  /** Words that the attack touched (of a stretch that was replaced the longer side), mean over rows; and their share of the original's words. */
  wordsChanged: number;
  shareChanged: number;
}

/** One attacked row, to read. */
export interface AttackedRow {
  model: string;
  task: string;
  split: string;
  seed: number;
  /** Names the row within its split. */
  id: string;
  group: string | null;
  /** Class indices. An attack may change the label, such as a negation. */
  original: { label: number; prediction: number };
  attacked: { label: number; prediction: number };
  /** The text by field, cut down to what changed when long. */
  fields: { name: string; before: string; after: string }[];
}
const id = z.string().min(1).max(200);
const index = z.number().int().min(0);
const seed = z.number().int();
const text = z.string().max(2000);

const pairs = z
  .object({ n: index.min(1), originalCorrect: index, correct: index, turned: index, wordsChanged: z.number().min(0), shareChanged: z.number().min(0) })
  .refine(({ n, originalCorrect, correct, turned }) => originalCorrect <= n && turned <= originalCorrect && correct <= n - turned, { message: 'not turned <= originalCorrect <= n and correct <= n - turned', path: ['turned'] });

export const attackResultSchema: z.ZodType<AttackResult> = z
  .object({ model: id, task: id, split: id, seed, group: z.string().max(200).nullable(), correct: index, n: index, classCounts: z.array(index).min(2).max(1000), pairs: pairs.nullable() })
  .refine(({ correct, n }) => correct <= n, { message: 'more correct than rows', path: ['correct'] })
  .refine(({ n, classCounts }) => classCounts.reduce((a, b) => a + b, 0) === n, { message: 'does not add up to n', path: ['classCounts'] })
  .refine(({ n, pairs: found }) => found === null || found.n <= n, { message: 'more pairs than rows', path: ['pairs'] });

const answer = z.object({ label: index, prediction: index });

export const attackedRowSchema: z.ZodType<AttackedRow> = z.object({
  model: id, task: id, split: id, seed, id: z.string().max(1000), group: z.string().max(200).nullable(), original: answer, attacked: answer,
  fields: z.array(z.object({ name: id, before: text, after: text })).min(1).max(20),
});
