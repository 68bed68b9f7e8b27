import type { Random } from '@skill-neurons/core';
import { originalDraft, renderDraft, segmentText, withWord, type Draft, type SegmentedText } from '../text/segmented-text.ts';
import { isStopWord } from '../text/stop-words.ts';
import { deleteCharacter, insertCharacter, insertSpace, substituteCharacter, swapCharacters } from '../transformations/characters/edit-characters.ts';
import { homoglyph } from '../transformations/characters/homoglyph.ts';
import { keyboardTypo } from '../transformations/characters/keyboard-typo.ts';
import { contractions } from '../transformations/sentences/contractions.ts';
import { handle, link, longTautology, negatedTautology, tautology } from '../transformations/sentences/distractors.ts';
import { changeLocations, changeNames, changeNumbers } from '../transformations/sentences/entities.ts';
import { negation } from '../transformations/sentences/negation.ts';
import { punctuation } from '../transformations/sentences/punctuation.ts';
import type { Transformation } from '../transformations/transformation.ts';
import type { Fields } from '../victim/batch-runner.ts';

/** Transformations that need no model: a sheet's texts are the same for all models. */
const transformations = {
  contractions,
  names: changeNames,
  locations: changeLocations,
  numbers: changeNumbers,
  punctuation,
  handle,
  link,
  tautology,
  'negated-tautology': negatedTautology,
  'long-tautology': longTautology,
  negation,
  'swap-characters': swapCharacters,
  'delete-character': deleteCharacter,
  'insert-character': insertCharacter,
  'substitute-character': substituteCharacter,
  'insert-space': insertSpace,
  homoglyph,
  'keyboard-typo': keyboardTypo,
} satisfies Record<string, () => Transformation>;

/** A transformation that a sheet may name. */
export type TransformationName = keyof typeof transformations;
export const transformationNames = Object.keys(transformations) as [TransformationName, ...TransformationName[]];

/** The texts that a transformation makes of one: all forms of the whole text, or one word changed, another one each time. */
export async function transformFields(name: TransformationName, fields: Fields, count: number, random: Random): Promise<Record<string, string>[]> {
  const transformation: Transformation = transformations[name]();
  const text = segmentText(fields);
  const draft = originalDraft(text);
  const drafts =
    transformation.kind === 'text'
      ? transformation.rewrites({ text, draft, random })
      : await oneWordChanged(transformation, text, draft, count, random);
  return drafts.slice(0, count).map((other) => renderDraft(text, other));
}

async function oneWordChanged(
  transformation: Transformation & { kind: 'word' },
  text: SegmentedText,
  draft: Draft,
  count: number,
  random: Random,
): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const position of random.permutation(text.words.length)) {
    if (drafts.length >= count) break;
    const word = text.words[position]!;
    if (isStopWord(word)) continue;
    const [other] = await transformation.replacements({ text, draft, position, word, random });
    if (other !== undefined) drafts.push(withWord(draft, position, other));
  }
  return drafts;
}
