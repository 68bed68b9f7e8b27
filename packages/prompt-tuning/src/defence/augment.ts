import { SkillNeuronsError } from '@skill-neurons/core';
import type { PreparedSplit } from '../prepare.ts';

/**
 * Training rows with adversarial ones behind them, as one split. An adversarial row is named by the id of the row it was made from:
 * those made from held rows, which the step is chosen by, stay out.
 * @throws TUNE_AUGMENTATION when label words or batches of the two would differ, or no row is left
 */
export function augmentSplit(train: PreparedSplit, adversarial: PreparedSplit, held: ReadonlySet<string> = new Set()): PreparedSplit {
  const where = `${adversarial.task}/${adversarial.split}`;
  const wordsOf = ({ labelWords, padId }: PreparedSplit) => JSON.stringify([labelWords.ids, padId]);
  if (wordsOf(train) !== wordsOf(adversarial)) {
    throw new SkillNeuronsError({
      code: 'TUNE_AUGMENTATION',
      message: `its label words are not those of ${train.task}`,
      where,
      hint: 'use adversarial rows of the task that is trained',
    });
  }
  const added = adversarial.examples.filter(({ id, originalId = id }) => !held.has(originalId));
  if (added.length === 0)
    throw new SkillNeuronsError({ code: 'TUNE_AUGMENTATION', message: 'no adversarial row is left to train on', where, hint: 'attack more rows' });
  return { ...train, examples: [...train.examples, ...added], maxLength: Math.max(train.maxLength, adversarial.maxLength) };
}
