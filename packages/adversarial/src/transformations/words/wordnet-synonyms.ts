import { matchCase } from '../../text/letter-case.ts';
import type { WordTransformation } from '../transformation.ts';
import { inflect, possibleLemmas } from './inflection.ts';
import type { Senses, WordNetFiles } from './wordnet-files.ts';

export interface WordNetOptions {
  files: WordNetFiles;
  /** Senses of the word whose synonyms count, most frequent first. Default 1: the second of "bad" is "big", of "charming" "magic". */
  senses?: number;
  /** At most this many synonyms. Default 10. */
  limit?: number;
}

/**
 * Synonyms of WordNet in the word's own regular form: of its likeliest part of speech (the one with the most tagged senses) and
 * its most frequent senses. Single words only; nothing for a word that no synset holds.
 */
export function wordNetSynonyms({ files, senses = 1, limit = 10 }: WordNetOptions): WordTransformation {
  const known = new Map<string, string[]>();
  const lookUp = (word: string): string[] => {
    const synonyms = new Set<string>();
    for (const { lemma, ending, partsOfSpeech } of possibleLemmas(word)) {
      const best = likeliest(files.senses(lemma).filter(({ partOfSpeech }) => partsOfSpeech.includes(partOfSpeech)));
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
    replacements({ word }) {
      const lower = word.toLowerCase();
      if (!/^[a-z]{2,}$/.test(lower)) return [];
      if (!known.has(lower)) known.set(lower, lookUp(lower));
      return known.get(lower)!.map((synonym) => matchCase(synonym, word));
    },
  };
}

function likeliest(entries: readonly Senses[]): Senses | undefined {
  return [...entries].sort((a, b) => b.tagged - a.tagged || b.offsets.length - a.offsets.length)[0];
}
