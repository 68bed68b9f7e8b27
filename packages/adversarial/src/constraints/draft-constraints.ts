import { SkillNeuronsError } from '@skill-neurons/core';
import { countPerturbedWords, editedPositions, originalDraft, renderDraft, type Draft, type SegmentedText } from '../text/segmented-text.ts';
import type { DraftConstraint } from './constraint.ts';
import { editDistance } from './edit-distance.ts';

const perDraft = (name: string, allows: (text: SegmentedText, draft: Draft) => boolean): DraftConstraint => ({
  name,
  allows: (text, drafts) => drafts.map((draft) => allows(text, draft)),
});

/**
 * At most this share of the words of the fields that may change is replaced, rounded down, but always one.
 * @throws ATTACK_OPTIONS
 */
export function maximumShare(share: number): DraftConstraint {
  if (!(share > 0 && share <= 1)) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `the share of words to change is ${share}`, hint: 'use a number above 0 and up to 1' });
  return perDraft(`maximum-share-${share}`, (text, draft) => editedPositions(text, draft).length <= allowedChanges(text, share));
}

export function allowedChanges(text: SegmentedText, share: number): number {
  const words = text.fields.reduce((sum, { attackable, count }) => sum + (attackable ? count : 0), 0);
  return Math.max(1, Math.floor(share * words));
}

/** At most this many words are replaced or added. */
export function maximumWords(words: number): DraftConstraint {
  return perDraft(`maximum-words-${words}`, (text, draft) => countPerturbedWords(text, draft) <= words);
}

/** At most this many characters are inserted, deleted or replaced in all (Levenshtein 1966). */
export function maximumEditDistance(characters: number): DraftConstraint {
  return perDraft(`maximum-edits-${characters}`, (text, draft) => {
    const [before, after] = [renderDraft(text, originalDraft(text)), renderDraft(text, draft)];
    const total = text.fields.reduce((sum, { name }) => (sum > characters ? sum : sum + editDistance(before[name]!, after[name]!, characters)), 0);
    return total <= characters;
  });
}
