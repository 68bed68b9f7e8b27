import { matchCase } from '../../text/letter-case.ts';
import { wordsOfField, type CoarsePart, type Tagger } from '../../text/part-of-speech.ts';
import type { WordTransformation } from '../transformation.ts';
import { inflect, possibleLemmas, type Ending } from './inflection.ts';
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
    const form = dictionaryForm(files, word);
    if (form === undefined) return [];
    // "refreshing" has an entry as an adjective and none as a verb, whatever the tagger says.
    const best = form.entries.find(({ partOfSpeech }) => partOfSpeech === wanted) ?? likeliest(form.entries)!;
    for (const offset of best.offsets.slice(0, senses)) {
      for (const other of files.synset(best.partOfSpeech, offset)) {
        // Names keep their capital in WordNet: they are no synonyms of plain words.
        const inflected = /^[a-z]{3,}$/.test(other) && other !== form.lemma ? inflect(other, form.ending) : undefined;
        if (inflected !== undefined && inflected !== word) synonyms.add(inflected);
      }
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

/**
 * The entry that a word is looked up under: its own where it has one ("leaves" is the verb only because there is no entry "leaves"),
 * but for a plural whose singular is far more usual ("years" has an entry that means old age).
 */
function dictionaryForm(files: WordNetFiles, word: string): { lemma: string; ending: Ending; entries: Senses[] } | undefined {
  const forms = possibleLemmas(word)
    .map(({ lemma, ending, partsOfSpeech }) => ({ lemma, ending, entries: files.senses(lemma).filter(({ partOfSpeech }) => partsOfSpeech.includes(partOfSpeech)) }))
    .filter(({ entries }) => entries.length > 0);
  const tagged = (form: { entries: readonly Senses[] }) => form.entries.reduce((sum, entry) => sum + entry.tagged, 0);
  const [own] = forms;
  return forms.find((form) => form.ending === 's' && form !== own && tagged(form) > tagged(own!)) ?? own;
}

function likeliest(entries: readonly Senses[]): Senses | undefined {
  return [...entries].sort((a, b) => b.tagged - a.tagged || b.offsets.length - a.offsets.length)[0];
}
