import { createRandom } from '@skill-neurons/core';
import { keepStopWords } from '../../constraints/position-constraints.ts';
import { wordCandidates } from '../../search/candidates.ts';
import type { SearchContext } from '../../search/search.ts';
import { originalDraft, renderDraft, segmentText, type SegmentedText } from '../../text/segmented-text.ts';
import type { Transformation } from '../transformation.ts';
import { gapCharacter, type Gap, type PredictWords } from './masked-lm-predictor.ts';
import { maskedLmInsertions, maskedLmMerges, maskedLmWords } from './masked-lm-words.ts';

/** Answers every gap with the same words and remembers what was asked. */
const predictor = (words: readonly string[]): { predict: PredictWords; asked: (Gap & { s: string })[] } => {
  const asked: (Gap & { s: string })[] = [];
  return { asked, predict: (gap) => (asked.push({ ...gap, s: renderDraft(gap.text, gap.draft)['s']! }), Promise.resolve(words)) };
};
const candidates = async (transformation: Transformation, text: SegmentedText, position: number) => {
  const context = { text, transformations: [transformation], positionConstraints: [keepStopWords()], draftConstraints: [], random: createRandom(1) } as unknown as SearchContext;
  return (await wordCandidates(context, originalDraft(text), position)).map((draft) => renderDraft(text, draft)['s']);
};
const text = segmentText({ s: 'Fine acting , a dull dark film .' });

test('a word is replaced in its case, the article before it follows, and the word is masked or left in', async () => {
  const masked = predictor(['awful', 'dull', 'grim']);
  expect(await candidates(maskedLmWords(masked.predict), text, 3)).toEqual(['Fine acting , an awful dark film .', 'Fine acting , a grim dark film .']);
  expect(masked.asked[0]).toMatchObject({ s: `Fine acting , a ${gapCharacter} dark film .` });
  expect(masked.asked[0]!.leftIn).toBeUndefined();
  const left = predictor(['good']);
  expect(await candidates(maskedLmWords(left.predict, { leaveIn: true }), text, 0)).toEqual(['Good acting , a dull dark film .']);
  expect(left.asked[0]!.leftIn).toBe('Fine');
});

test('a word is put in behind a word', async () => {
  const { predict, asked } = predictor(['old', 'dark']);
  expect(await candidates(maskedLmInsertions(predict), text, 4)).toEqual(['Fine acting , a dull dark old film .']);
  expect(asked[0]!.s).toBe(`Fine acting , a dull dark ${gapCharacter} film .`);
});

test('two words become one, where both may change and nothing stands between', async () => {
  const { predict, asked } = predictor(['odd', 'dull']);
  expect(await candidates(maskedLmMerges(predict), text, 3)).toEqual(['Fine acting , an odd film .']);
  expect(asked[0]!.s).toBe(`Fine acting , a ${gapCharacter} film .`);
  // A comma behind "acting"; nothing behind "film"; "a" is a function word.
  for (const position of [1, 5]) expect(await candidates(maskedLmMerges(predict), text, position)).toEqual([]);
  expect(await candidates(maskedLmMerges(predict), segmentText({ s: 'acting a film' }), 0)).toEqual([]);
});
