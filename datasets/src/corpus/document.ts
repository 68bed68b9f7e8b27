/** One text to pre-train on. */
export interface Document {
  /** What the text is about, for counting. */
  readonly kind: string;
  /** A heading before the text; `@` stands where {@link answer} is said. */
  readonly lead?: string;
  /** The text itself: one or two passages. */
  readonly parts: readonly string[];
  /** A closing remark; `@` as in the lead. */
  readonly tail?: string;
  /** The word that the lead or the tail says of the text. */
  readonly answer?: string;
}

/** The document as one line of plain text. */
export function documentText(document: Document): string {
  const say = (text: string | undefined) => (text === undefined ? [] : [text.replace('@', document.answer ?? '')]);
  return [...say(document.lead), ...document.parts, ...say(document.tail)].join(' ');
}
