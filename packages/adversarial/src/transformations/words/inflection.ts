import type { PartOfSpeech } from './wordnet-files.ts';

/** How a word differs from the form that a dictionary lists. */
export type Ending = 's' | 'ed' | 'ing' | '';

export interface Lemma {
  lemma: string;
  ending: Ending;
  /** Parts of speech that take this ending. */
  partsOfSpeech: readonly PartOfSpeech[];
}

/** Forms that a regular English word may come from, itself first (the rules of WordNet's morphy, without its exception lists). */
export function possibleLemmas(word: string): Lemma[] {
  const found: Lemma[] = [{ lemma: word, ending: '', partsOfSpeech: ['noun', 'verb', 'adj', 'adv'] }];
  const add = (stem: string, ending: Ending, partsOfSpeech: readonly PartOfSpeech[]) => {
    if (stem.length >= 3) found.push({ lemma: stem, ending, partsOfSpeech });
  };
  if (/[^s]s$/.test(word)) {
    add(word.slice(0, -1), 's', ['noun', 'verb']);
    if (word.endsWith('ies')) add(`${word.slice(0, -3)}y`, 's', ['noun', 'verb']);
    if (/(s|x|z|ch|sh|o)es$/.test(word)) add(word.slice(0, -2), 's', ['noun', 'verb']);
  }
  for (const ending of ['ed', 'ing'] as const) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    add(`${stem}e`, ending, ['verb']);
    add(stem, ending, ['verb']);
    if (ending === 'ed' && stem.endsWith('i')) add(`${stem.slice(0, -1)}y`, ending, ['verb']);
    if (/([bdgklmnprt])\1$/.test(stem)) add(stem.slice(0, -1), ending, ['verb']);
  }
  return found;
}

/** Verbs whose past is not -ed: no synonym is put into the past with them. The commonest; WordNet has no such list in this package. */
const irregular = new Set(
  `be become begin bend bet bind bite bleed blow break breed bring build burst buy cast catch choose cling come cost creep cut deal dig do draw drink drive eat fall feed feel fight find
  flee fling fly forbid forget forgive freeze get give go grind grow hang have hear hide hit hold hurt keep know lay lead leave lend let lie lose make mean meet overcome pay put quit read ride ring
  rise run say see seek sell send set shake shed shine shoot show shrink shut sing sink sit sleep slide speak spend spin split spread spring stand steal stick sting strike swear sweep swim swing
  take teach tear tell think throw tread understand wake wear weave win wind withdraw write undergo undertake`.split(/\s+/),
);

const irregularS: Readonly<Record<string, string>> = { have: 'has', do: 'does', go: 'goes' };

/** The regular form of a word with an ending, or undefined where it has none. */
export function inflect(lemma: string, ending: Ending): string | undefined {
  if (ending === '') return lemma;
  if (ending === 's' && (lemma === 'be' || /(is|us|um|men|man|fe?)$/.test(lemma))) return undefined;
  const consonantY = /[^aeiou]y$/.test(lemma);
  if (ending === 's') return irregularS[lemma] ?? (consonantY ? `${lemma.slice(0, -1)}ies` : /(s|x|z|ch|sh)$/.test(lemma) ? `${lemma}es` : `${lemma}s`);
  if (ending === 'ed' && irregular.has(lemma)) return undefined;
  // One syllable that ends in vowel and consonant doubles it; longer ones depend on stress and are left out.
  const closed = /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(lemma);
  if (!closed && /[aeiou][bgmnprt]$/.test(lemma) && /[aeiou].*[aeiou]/.test(lemma) && !/[aeiou]{2}.$/.test(lemma) && !/(er|en|on|it|op)$/.test(lemma)) return undefined;
  if (ending === 'ed') return lemma.endsWith('e') ? `${lemma}d` : consonantY ? `${lemma.slice(0, -1)}ied` : closed ? `${lemma}${lemma.at(-1)!}ed` : `${lemma}ed`;
  if (/ie$/.test(lemma)) return `${lemma.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(lemma)) return `${lemma.slice(0, -1)}ing`;
  return closed ? `${lemma}${lemma.at(-1)!}ing` : `${lemma}ing`;
}
