import { matchCase } from '../../text/letter-case.ts';
import { wordsOfField, type CoarsePart, type Tagger } from '../../text/part-of-speech.ts';
import type { WordTransformation } from '../transformation.ts';
import { inflect, possibleLemmas } from './inflection.ts';
import type { PartOfSpeech, Senses, WordNetFiles } from './wordnet-files.ts';

const wordNetPart = { Noun: 'noun', Verb: 'verb', Adjective: 'adj', Adverb: 'adv' } as const satisfies Record<CoarsePart, PartOfSpeech>;

export interface WordNetOptions {
  files: WordNetFiles;
  /** Senses of the word whose synonyms count, most frequent first. Default 1: the second of "bad" is "big", of "charming" "magic". */
  senses?: number;
  /** At most this many synonyms. Default 10. */
  limit?: number;
  /** Says which part of speech a word has where it stands; without it the word's likeliest one counts. */
  tagger?: Tagger | undefined;
}

/**
 * Synonyms of WordNet in the word's own regular form: of the part of speech that it has in the text, else of its likeliest (the one
 * with the most tagged senses), and of its most frequent senses. Single words only; nothing for a word that no synset holds.
 */
export function wordNetSynonyms({ files, senses = 1, limit = 10, tagger }: WordNetOptions): WordTransformation {
  const known = new Map<string, string[]>();
  const lookUp = (word: string, wanted: PartOfSpeech | undefined): string[] => {
    const synonyms = new Set<string>();
    for (const { lemma, ending, partsOfSpeech } of possibleLemmas(word)) {
      const entries = files.senses(lemma).filter(({ partOfSpeech }) => partsOfSpeech.includes(partOfSpeech));
      // A tagger that names a part of speech which this form does not have may mean the next form: "leaves" the verb.
      const best = wanted === undefined ? likeliest(entries) : entries.find(({ partOfSpeech }) => partOfSpeech === wanted);
      if (best === undefined) continue;
      for (const offset of best.offsets.slice(0, senses)) {
        for (const other of files.synset(best.partOfSpeech, offset)) {
          // Names keep their capital in WordNet: they are no synonyms of plain words.
          const form = /^[a-z]{3,}$/.test(other) && other !== lemma ? inflect(other, ending) : undefined;
          if (form !== undefined && form !== word) synonyms.add(form);
        }
      }
      // The dictionary's own form decides: "leaves" the verb only where there is no entry "leaves".
      break;
    }
    return [...synonyms].slice(0, limit);
  };
  return {
    kind: 'word',
    name: 'wordnet-synonyms',
    preservesLabel: true,
    wholeWords: true,
    replacements({ text, draft, position, word }) {
      const lower = word.toLowerCase();
      if (!/^[a-z]{2,}$/.test(lower)) return [];
      const around = wordsOfField(text, draft.words, position);
      const part = tagger?.partOf(around.words, around.position);
      const wanted = part && wordNetPart[part];
      const key = `${lower}/${wanted ?? ''}`;
      if (!known.has(key)) known.set(key, lookUp(lower, wanted));
      return known.get(key)!.map((synonym) => matchCase(synonym, word));
    },
  };
}

function likeliest(entries: readonly Senses[]): Senses | undefined {
  return [...entries].sort((a, b) => b.tagged - a.tagged || b.offsets.length - a.offsets.length)[0];
}
