/**
 * The pieces of a word with the highest sum of scores (Viterbi).
 * @param scores log-probability per piece; must hold every single character of the word
 */
export function bestSegmentation(word: string, scores: ReadonlyMap<string, number>): string[] {
  const characters = [...word];
  const best: { score: number; start: number }[] = [{ score: 0, start: 0 }];
  for (let end = 1; end <= characters.length; end++) {
    let found = { score: -Infinity, start: end - 1 };
    for (let start = 0; start < end; start++) {
      const score = scores.get(characters.slice(start, end).join(''));
      if (score !== undefined && best[start]!.score + score > found.score) found = { score: best[start]!.score + score, start };
    }
    best.push(found);
  }
  const pieces: string[] = [];
  for (let end = characters.length; end > 0; end = best[end]!.start) pieces.unshift(characters.slice(best[end]!.start, end).join(''));
  return pieces;
}
