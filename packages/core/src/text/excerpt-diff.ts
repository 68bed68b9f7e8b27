import { diffWords, type DiffPart } from './word-diff.ts';

export interface ExcerptOptions {
  /** Longest text of either side, in characters (about: an ellipsis may come on top). */
  length: number;
  /** Words kept on either side of a change when a text is longer than that. */
  context?: number;
}

/** Two texts cut down to the neighbourhood of what differs, with ellipses; short ones as they are. */
export function excerptDiff(before: string, after: string, { length, context = 6 }: ExcerptOptions): { before: string; after: string } {
  if (before.length <= length && after.length <= length) return { before, after };
  const parts = diffWords(before, after);
  const near = parts.map((part, i) => (part.kind === 'same' ? { ...part, text: shorten(part.text, i === 0 ? 0 : context, i === parts.length - 1 ? 0 : context) } : part));
  const kept = clip(parts.length === 1 ? parts : near, length);
  const side = (without: DiffPart['kind']) => kept.filter(({ kind }) => kind !== without).map(({ text }) => text).join('');
  return { before: side('added'), after: side('removed') };
}

/** The first and the last few words of a stretch. */
function shorten(text: string, first: number, last: number): string {
  const words = text.match(/\s*\S+\s*/gu) ?? [];
  if (words.length <= first + last + 1) return text;
  return `${words.slice(0, first).join('')}\u2026 ${last === 0 ? '' : words.slice(-last).join('')}`;
}

/** The first parts that fit, the last of them cut; what was put in place of a part that was cut is kept beside it. */
function clip(parts: readonly DiffPart[], length: number): DiffPart[] {
  const used = { before: 0, after: 0 };
  const kept: DiffPart[] = [];
  let full = false;
  for (const { kind, text } of parts) {
    if (full && !(kind === 'added' && kept.at(-1)?.kind === 'removed')) break;
    const room = length - (kind === 'removed' ? used.before : kind === 'added' ? used.after : Math.max(used.before, used.after));
    const characters = [...text];
    const cut = characters.length > room;
    kept.push({ kind, text: cut ? `${characters.slice(0, Math.max(0, room)).join('')}\u2026` : text });
    if (kind !== 'added') used.before += characters.length;
    if (kind !== 'removed') used.after += characters.length;
    full ||= cut;
  }
  return kept;
}
