export type Merge = readonly [string, string];

/** One word of the corpus as the symbols that it is made of so far. */
interface Piece {
  symbols: string[];
  readonly count: number;
}

const separator = '\u0000';

/**
 * Byte-pair encoding (Sennrich et al. 2016): joins the most frequent neighbours, again and again.
 * Equal counts are decided by the text of the pair, so that the result does not hang on the order of the corpus.
 * @param limit number of merges wanted
 * @param minimum a pair must be this frequent
 */
export function learnMerges(counts: ReadonlyMap<string, number>, limit: number, minimum = 2): Merge[] {
  const pieces: Piece[] = [...counts].map(([word, count]) => ({ symbols: [...word], count }));
  const frequencies = new Map<string, number>();
  /** Pieces that hold, or once held, a pair. */
  const holders = new Map<string, Set<Piece>>();
  const tally = (piece: Piece, sign: 1 | -1) => {
    for (let i = 1; i < piece.symbols.length; i++) {
      const key = piece.symbols[i - 1] + separator + piece.symbols[i];
      frequencies.set(key, (frequencies.get(key) ?? 0) + sign * piece.count);
      if (sign === 1) holders.set(key, (holders.get(key) ?? new Set()).add(piece));
    }
  };
  for (const piece of pieces) tally(piece, 1);
  const merges: Merge[] = [];
  while (merges.length < limit) {
    const best = mostFrequent(frequencies, minimum);
    if (best === null) break;
    const [left, right] = best.split(separator) as [string, string];
    merges.push([left, right]);
    for (const piece of holders.get(best)!) {
      tally(piece, -1);
      piece.symbols = mergeSymbols(piece.symbols, left, right);
      tally(piece, 1);
    }
    frequencies.delete(best);
    holders.delete(best);
  }
  return merges;
}

function mostFrequent(frequencies: ReadonlyMap<string, number>, minimum: number): string | null {
  let best: string | null = null;
  let highest = minimum - 1;
  for (const [key, frequency] of frequencies) {
    if (frequency > highest || (frequency === highest && best !== null && key < best)) {
      best = key;
      highest = frequency;
    }
  }
  return best;
}

function mergeSymbols(symbols: readonly string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      merged.push(left + right);
      i++;
    } else {
      merged.push(symbols[i]!);
    }
  }
  return merged;
}
