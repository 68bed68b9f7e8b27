import { originalDraft, renderDraft, type SegmentedText } from '../text/segmented-text.ts';
import type { DraftConstraint } from './constraint.ts';

/** Vectors of texts, one per text: what it means as far as the encoder knows. */
export type EncodeTexts = (texts: readonly Readonly<Record<string, string>>[]) => Promise<readonly Float32Array[]>;

/** The cosine between the states of the draft and of the original is at least this. Only meaningful for one encoder. */
export function minimumSimilarity(threshold: number, encode: EncodeTexts): DraftConstraint {
  const originals = new WeakMap<SegmentedText, Float32Array>();
  return {
    name: `minimum-similarity-${threshold}`,
    async allows(text, drafts) {
      if (drafts.length === 0) return [];
      const known = originals.get(text);
      const texts = drafts.map((draft) => renderDraft(text, draft));
      const vectors = await encode(known === undefined ? [renderDraft(text, originalDraft(text)), ...texts] : texts);
      const original = known ?? vectors[0]!;
      originals.set(text, original);
      return vectors.slice(vectors.length - texts.length).map((vector) => cosine(original, vector) >= threshold);
    },
  };
}

/** Cosine of two vectors; 0 where one is null. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}
