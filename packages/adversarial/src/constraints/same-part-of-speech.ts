import { wordsOfField, type Tagger } from '../text/part-of-speech.ts';
import { changedPositions } from '../text/segmented-text.ts';
import type { DraftConstraint } from './constraint.ts';

export interface PartOfSpeechOptions {
  /** Nouns may become verbs and verbs nouns, as TextFooler allows. Default false. */
  nounsAndVerbs?: boolean;
}

/**
 * A replaced word has the part of speech of the word it stands for - noun, verb, adjective, adverb or none of these - each among
 * its own neighbours. Removed words and pairs of words are not looked at.
 */
export function samePartOfSpeech(tagger: Tagger, { nounsAndVerbs = false }: PartOfSpeechOptions = {}): DraftConstraint {
  const merge = (part: string | undefined) => (nounsAndVerbs && part === 'Verb' ? 'Noun' : part);
  return {
    name: 'same-part-of-speech',
    allows: (text, drafts) =>
      drafts.map((draft) => changedPositions(text, draft).filter((i) => /^\S+$/.test(draft.words[i]!)).every((i) => {
        const [before, after] = [wordsOfField(text, text.words, i), wordsOfField(text, draft.words, i)];
        return merge(tagger.partOf(before.words, before.position)) === merge(tagger.partOf(after.words, after.position));
      })),
  };
}
