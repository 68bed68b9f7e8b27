import { SkillNeuronsError } from '@skill-neurons/core';
import { originalDraft, renderDraft, type SegmentedText } from '../text/segmented-text.ts';
import type { DraftConstraint } from './constraint.ts';

/** Perplexities of texts, one per text. */
export type MeasurePerplexity = (texts: readonly string[]) => Promise<readonly number[]>;

/**
 * No changed field is more surprising to a language model than `ratio` times the field of the original. Relative, because
 * perplexities of short and of long texts, and of two models, do not compare.
 * @throws ATTACK_OPTIONS
 */
export function relativePerplexity(ratio: number, measure: MeasurePerplexity): DraftConstraint {
  if (!(ratio > 0)) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `a perplexity of ${ratio} times the original's`, hint: 'use a number above 0; 1 allows nothing that is more surprising than the original' });
  const known = new WeakMap<SegmentedText, Record<string, number>>();
  return {
    name: `relative-perplexity-${ratio}`,
    async allows(text, drafts) {
      const original = renderDraft(text, originalDraft(text));
      if (!known.has(text)) {
        const values = await measure(Object.values(original));
        known.set(text, Object.fromEntries(Object.keys(original).map((name, i) => [name, values[i]!])));
      }
      const before = known.get(text)!;
      const changed = drafts.flatMap((draft, i) => Object.entries(renderDraft(text, draft)).filter(([name, s]) => s !== original[name]).map(([name, s]) => ({ i, name, s })));
      const values = changed.length === 0 ? [] : await measure(changed.map(({ s }) => s));
      const refused = new Set(changed.filter(({ name }, at) => !(values[at]! <= ratio * before[name]!)).map(({ i }) => i));
      return drafts.map((_, i) => !refused.has(i));
    },
  };
}
