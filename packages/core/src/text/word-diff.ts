/** A stretch of text that two texts share, or that only one of them has. */
export interface DiffPart {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Texts of more words than this are shown as removed and added whole. */
const longest = 2000;

/** What to show between two texts, word by word (longest common subsequence); words are what stands between white space. */
export function diffWords(before: string, after: string): DiffPart[] {
  const [a, b] = [pieces(before), pieces(after)];
  if (a.length > longest || b.length > longest) return join([{ kind: 'removed', text: before }, { kind: 'added', text: after }]);
  // common[i][j]: how many words a from i on and b from j on share, in order.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) common[i]![j] = a[i]!.word === b[j]!.word ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.word === b[j]!.word) parts.push(...sameWord(a[i++]!, b[j++]!));
    else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) parts.push({ kind: 'removed', text: textOf(a[i++]!) });
    else parts.push({ kind: 'added', text: textOf(b[j++]!) });
  }
  return join(parts);
}

/**
 * How many words an edit touched: of each stretch that was replaced the words that went or those that came, whichever are more. An added
 * sentence counts all its words.
 */
export function countChangedWords(parts: readonly DiffPart[]): number {
  let [total, removed, added] = [0, 0, 0];
  for (const { kind, text } of [...parts, { kind: 'same', text: 'end' }]) {
    const words = countWords(text);
    if (kind === 'removed') removed += words;
    else if (kind === 'added') added += words;
    else if (words > 0) {
      total += Math.max(removed, added);
      [removed, added] = [0, 0];
    }
  }
  return total;
}

const countWords = (text: string) => text.match(/\S+/gu)?.length ?? 0;

/** A word and the space behind it; a text's leading space belongs to an empty word. */
interface Piece {
  word: string;
  space: string;
}

const pieces = (text: string): Piece[] => Array.from(text.matchAll(/(\S+)(\s*)|^(\s+)/gu), ([, word = '', space = '', leading = '']) => ({ word, space: space + leading }));
const textOf = ({ word, space }: Piece) => word + space;

/** The end of a text has no space behind it: what is added there leaves the last word as it was. */
function sameWord(a: Piece, b: Piece): DiffPart[] {
  if (a.space === b.space) return [{ kind: 'same', text: textOf(a) }];
  return [{ kind: 'same', text: a.word }, { kind: 'removed', text: a.space }, { kind: 'added', text: b.space }];
}

function join(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const { kind, text } of parts) {
    const last = joined.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== '') joined.push({ kind, text });
  }
  return joined;
}
