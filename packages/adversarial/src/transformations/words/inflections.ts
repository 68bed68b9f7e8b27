import { matchCase } from '../../text/letter-case.ts';
import { wordsOfField, type Tagger } from '../../text/part-of-speech.ts';
import type { WordTransformation } from '../transformation.ts';
import type { Lexicon } from './lexicon.ts';

/**
 * Other forms of a noun or a verb: "films" for "film", "loves" and "loving" for "loved" - the mistakes of people who learn English
 * (Tan et al. 2020, MORPHEUS). A reader still knows what is meant, though the number or the time of it is another one.
 * With a lexicon only its own words change: no plural of a name or of a misspelling.
 */
export function inflections(tagger: Tagger, lexicon?: Lexicon): WordTransformation {
  return {
    kind: 'word',
    name: 'inflections',
    preservesLabel: true,
    wholeWords: true,
    replacements({ text, draft, position, word }) {
      const lower = word.toLowerCase();
      if (!/^[a-z]{2,}$/.test(lower) || lexicon?.has(lower) === false) return [];
      const around = wordsOfField(text, draft.words, position);
      const part = tagger.partOf(around.words, around.position);
      const forms = part === 'Verb' ? tagger.verbForms(lower) : part === 'Noun' ? tagger.nounForms(lower) : [];
      // A form of another word, or one that the rules made up from it, is not a form of this one.
      return forms.includes(lower) || part === 'Noun' ? [...new Set(forms)].filter((form) => form !== lower && /^[a-z]+$/.test(form) && (lexicon?.has(form) ?? true)).map((form) => matchCase(form, word)) : [];
    },
  };
}
