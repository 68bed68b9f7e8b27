const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader sees as characters: a letter with its marks stays one, a surrogate pair is never cut. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
