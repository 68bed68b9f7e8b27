/** Gives a replacement the case of the word it stands for: all capitals, a first capital, or as it is. */
export function matchCase(replacement: string, word: string): string {
  if (word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()) return replacement.toUpperCase();
  const [first = ''] = word;
  return first !== first.toLowerCase() ? replacement.charAt(0).toUpperCase() + replacement.slice(1) : replacement;
}
