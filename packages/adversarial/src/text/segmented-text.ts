import { isArticle } from './article.ts';

/** One field of an example, cut into words. A field without words is all `start`. */
export interface SegmentedField {
  name: string;
  /** Its words are `first` to `first + count - 1` of the text. */
  first: number;
  count: number;
  /** Text before the first word, between words (count - 1), after the last word. */
  start: string;
  gaps: readonly string[];
  end: string;
  /** Whether an attack may change it. */
  attackable: boolean;
}

/** An example's fields as one list of words with what stands between them. Positions of words never change. */
export interface SegmentedText {
  fields: readonly SegmentedField[];
  words: readonly string[];
  /** Per word the index of its field. */
  fieldOf: readonly number[];
}

/**
 * An edit of a segmented text: another string per word (empty: the word is gone) and around the words of each field. What an
 * attack changed is what differs from `originalDraft`, whatever the order of its steps.
 */
export interface Draft {
  words: readonly string[];
  starts: readonly string[];
  ends: readonly string[];
}

/**
 * Links and handles; abbreviations with points (U.S., a.i.); else letters, digits and marks, apostrophes and hyphens within, points and commas
 * between digits.
 */
const wordPattern = /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}])@[\p{L}\p{N}_]+|(?<![\p{L}\p{M}\p{N}])(?:\p{L}\.){2,}(?![\p{L}\p{N}])|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|['’](?=\p{L})|-(?=[\p{L}\p{N}])|(?<=\p{N})[.,](?=\p{N}))*/gu;

/** Links and handles are no words to change: they stand between words, as punctuation does. */
const isAddress = (match: string) => /^(?:https?:|www\.|@)/.test(match);

/** Cuts the fields into words. @param attackable names of the fields that may be changed; all by default */
export function segmentText(fields: Readonly<Record<string, string>>, attackable?: readonly string[]): SegmentedText {
  const words: string[] = [];
  const fieldOf: number[] = [];
  const segmented = Object.entries(fields).map(([name, text], index): SegmentedField => {
    const found = [...text.matchAll(wordPattern)].filter(([match]) => !isAddress(match));
    const ends = found.map((match) => match.index + match[0].length);
    const first = words.length;
    for (const match of found) {
      words.push(match[0]);
      fieldOf.push(index);
    }
    return {
      name,
      first,
      count: found.length,
      start: found.length === 0 ? text : text.slice(0, found[0]!.index),
      gaps: found.slice(1).map((match, i) => text.slice(ends[i], match.index)),
      end: found.length === 0 ? '' : text.slice(ends.at(-1)),
      attackable: attackable?.includes(name) ?? true,
    };
  });
  return { fields: segmented, words, fieldOf };
}

export function originalDraft({ fields, words }: SegmentedText): Draft {
  return { words, starts: fields.map(({ start }) => start), ends: fields.map(({ end }) => end) };
}

/** The fields as text again. A word that is gone takes one of the gaps around it along: of these the plainer one. */
export function renderDraft({ fields }: SegmentedText, { words, starts, ends }: Draft): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, first, count, gaps }, index) => {
    let body = '';
    let gap: string | undefined;
    for (let i = 0; i < count; i++) {
      if (i > 0) gap = richer(gap, gaps[i - 1]!);
      const word = words[first + i]!;
      if (word === '') continue;
      body += body === '' ? word : gap! + word;
      gap = undefined;
    }
    return [name, starts[index]! + body + ends[index]!];
  }));
}

/** Of two gaps the one with more in it than space, so that no comma is lost with a word. */
function richer(a: string | undefined, b: string): string {
  return a !== undefined && a.trim().length >= b.trim().length ? a : b;
}

export function withWord(draft: Draft, position: number, word: string): Draft {
  return { ...draft, words: draft.words.with(position, word) };
}

/** Positions whose word is not the original one. */
export function changedPositions(text: Pick<SegmentedText, 'words'>, draft: Draft): number[] {
  return text.words.flatMap((word, i) => (draft.words[i] === word ? [] : [i]));
}

/** Of the changed words those that were edited themselves: an article that only follows the word behind it is none. */
export function editedPositions(text: Pick<SegmentedText, 'words'>, draft: Draft): number[] {
  return changedPositions(text, draft).filter((i) => !(isArticle(text.words[i]!) && isArticle(draft.words[i]!)));
}

/** Edited words, and words that were added before or behind a field: the field's "perturbed words". */
export function countPerturbedWords(text: SegmentedText, draft: Draft): number {
  const added = text.fields.map(({ start, end }, i) => Math.max(0, countWords(draft.starts[i]!) - countWords(start)) + Math.max(0, countWords(draft.ends[i]!) - countWords(end)));
  return editedPositions(text, draft).length + added.reduce((a, b) => a + b, 0);
}

export function countWords(text: string): number {
  return text.match(wordPattern)?.length ?? 0;
}

/** True where an attack may change the word. */
export function isAttackable({ fields, fieldOf }: SegmentedText, position: number): boolean {
  return fields[fieldOf[position]!]!.attackable;
}
