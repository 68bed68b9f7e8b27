import type { SegmentedText } from './segmented-text.ts';

export const coarseParts = ['Noun', 'Verb', 'Adjective', 'Adverb'] as const;
/** The parts of speech that constraints tell apart. */
export type CoarsePart = (typeof coarseParts)[number];

/** Forms of an English word. */
export interface Inflector {
  /** The forms of a verb but those of several words. Empty where it is none. */
  verbForms(word: string): readonly string[];
  /** Singular and plural of a noun. */
  nounForms(word: string): readonly string[];
}

/** An English tagger: rules and a lexicon (package compromise), fast and often wrong on rare words. */
export interface Tagger extends Inflector {
  /** The part of speech of a word among its neighbours: undefined for all others (function words, numbers, what is not English). */
  partOf(words: readonly string[], position: number): CoarsePart | undefined;
}

/** Words on either side that the tagger sees. */
const reach = 2;
/** Windows remembered; the memory is emptied when it is full. */
const remembered = 50_000;

/** The library takes a while to load, so it is loaded when an attack asks for it. */
export async function openTagger(): Promise<Tagger> {
  const { default: nlp } = await import('compromise');
  const known = new Map<string, CoarsePart | undefined>();
  const tag = (words: readonly string[], position: number): CoarsePart | undefined => {
    // Contractions become several terms, of which only the first has text.
    const terms = (nlp([words] as unknown as string).docs[0] ?? []).filter(({ text }) => text !== '');
    if (terms.length !== words.length) return undefined;
    const tags = new Set(terms[position]!.tags as Iterable<string> | undefined);
    // Pronouns, auxiliaries and names are function words here, or other constraints' business.
    return ['Pronoun', 'Auxiliary', 'Copula', 'Negative'].some((tag) => tags.has(tag)) ? undefined : coarseParts.find((part) => tags.has(part));
  };
  const forms = (found: Readonly<Record<string, string>> | undefined) => Object.entries(found ?? {}).filter(([name, form]) => name !== 'FutureTense' && !form.includes(' ')).map(([, form]) => form);
  return {
    partOf(words, position) {
      const from = Math.max(0, position - reach);
      const near = words.slice(from, position + reach + 1).map((word) => word.toLowerCase());
      const key = JSON.stringify([near, position - from]);
      if (!known.has(key)) {
        if (known.size >= remembered) known.clear();
        known.set(key, tag(near, position - from));
      }
      return known.get(key);
    },
    verbForms(word) {
      const view = nlp(word);
      view.tag('Verb');
      return forms((view.verbs().conjugate() as Record<string, string>[])[0]);
    },
    nounForms(word) {
      const nouns = () => {
        const view = nlp(word);
        view.tag('Noun');
        return view.nouns();
      };
      return [nouns().toPlural().text(), nouns().toSingular().text()].filter((form) => form !== '' && !form.includes(' '));
    },
  };
}

/** The words of the field that a position stands in, and the position among them. Words that are gone stand as nothing. */
export function wordsOfField({ fields, fieldOf }: SegmentedText, words: readonly string[], position: number): { words: string[]; position: number } {
  const { first, count } = fields[fieldOf[position]!]!;
  const present = [...words.keys()].slice(first, first + count).filter((i) => words[i] !== '' || i === position);
  return { words: present.map((i) => words[i]!), position: present.indexOf(position) };
}
