import type { Draft, SegmentedText } from './segmented-text.ts';

/** "a" or "an". */
export function isArticle(word: string): boolean {
  return /^an?$/i.test(word);
}

/** Whether a reader says "an" before a word: by its first letter, but for words as "hour" and "university". A word of capitals is spelt out. */
export function takesAn(word: string): boolean {
  if (/^\p{Lu}{2}/u.test(word)) return /^[AEFHILMNORSX]/.test(word);
  const lower = word.toLowerCase();
  if (/^(hour|hono|honest|heir)/.test(lower)) return true;
  if (/^(uni([^mn]|$)|us(e|u|i)|eu|ewe|one|once|ubiq|uk|ut[ei]|ura|ufo)/.test(lower)) return false;
  return /^[aeiou]/.test(lower);
}

/**
 * A draft with the article right before a word made to fit it: "an amusing" for "a amusing". Only where the article that stands
 * there fitted the word before.
 */
export function agreeArticle(text: SegmentedText, before: Draft, after: Draft, position: number): Draft {
  const { first, gaps } = text.fields[text.fieldOf[position]!]!;
  const at = position - 1;
  if (at < first || gaps[at - first] !== ' ') return after;
  const article = after.words[at]!;
  const [old, word] = [before.words[position]!, after.words[position]!];
  if (!isArticle(article) || word === '' || takesAn(old) === takesAn(word) || takesAn(old) !== (article.length === 2)) return after;
  const fitting = takesAn(word) ? `${article}${article === 'A' && old === old.toUpperCase() && old.length > 1 ? 'N' : 'n'}` : article.slice(0, 1);
  return { ...after, words: after.words.with(at, fitting) };
}
