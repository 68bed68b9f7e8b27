import { isSkillNeuronsError } from '@skill-neurons/core';
import { possibleLemmas } from './inflection.ts';
import { openWordNet, type WordNetFiles } from './wordnet-files.ts';

/** Which strings are words. Vocabularies of sub-words hold many that only begin one ("opportun"). */
export interface Lexicon {
  has(word: string): boolean;
}

/** Irregular forms that WordNet's index does not list. */
const irregularForms = new Set(
  `arose awoke became began begun bent bitten blew bore borne bought bound bred broke broken brought built came caught chose chosen clung crept dealt did done drank drawn drew driven drove dug
  eaten fallen fed fell felt fled flew flown forbade forbidden forgave forgiven forgot forgotten fought found froze frozen gave given goes gone got gotten grew grown heard held hidden kept knew known laid
  lain led left lent lit lost made meant met overcame paid proved proven ran rang ridden risen rode rose rung said sang sank sat saw seen sent shaken shone shook shot shown shrank shrunk slept slid sold sought
  spent spoke spoken spread sprang sprung stole stolen stood stuck stung struck sung sunk swam swept swore sworn swung taken taught thought threw thrown told took tore torn understood undertook
  went withdrew woke woken won wore worn wound wove woven written wrote children feet geese lives men mice people selves teeth themselves wives wolves women knives halves leaves thieves`.split(/\s+/),
);

/** Words that WordNet lists, in the forms that its lemmas take, comparatives among them. */
export function wordNetLexicon(files: Pick<WordNetFiles, 'senses'>): Lexicon {
  const known = new Map<string, boolean>();
  const listed = (word: string) => possibleLemmas(word).some(({ lemma, partsOfSpeech }) => files.senses(lemma).some(({ partOfSpeech }) => partsOfSpeech.includes(partOfSpeech)));
  const compared = (word: string) => {
    const stem = /^(.{3,}?)(?:er|est)$/.exec(word)?.[1];
    const forms = stem === undefined ? [] : [stem, `${stem}e`, stem.replace(/i$/, 'y'), stem.replace(/(.)\1$/, '$1')];
    return forms.some((form) => files.senses(form).some(({ partOfSpeech }) => partOfSpeech === 'adj'));
  };
  return {
    has(word) {
      const lower = word.toLowerCase();
      const found = known.get(lower) ?? (irregularForms.has(lower) || listed(lower) || compared(lower));
      known.set(lower, found);
      return found;
    },
  };
}

/** The lexicon of WordNet where its package is installed; undefined elsewhere. */
export function openLexicon(onDispose: (dispose: () => void) => void): Lexicon | undefined {
  try {
    const files = openWordNet();
    onDispose(() => files.close());
    return wordNetLexicon(files);
  } catch (error) {
    if (isSkillNeuronsError(error) && error.code === 'WORDNET_MISSING') return undefined;
    throw error;
  }
}
