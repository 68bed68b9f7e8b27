import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';
import { isStopWord } from '../../text/stop-words.ts';
import type { Lexicon } from './lexicon.ts';
import { wordTokens } from './word-tokens.ts';

/** Tokens of a vocabulary that are words an attack may put in: whole, in lower case, no function words, of three letters or more (most of two are pieces or abbreviations). */
export interface VocabularyWords {
  ids: readonly number[];
  words: readonly string[];
}

export function vocabularyWords(backbone: Pick<Backbone, 'vocabularySize'>, tokenizer: Tokenizer): VocabularyWords {
  const tokens = wordTokens(tokenizer);
  const ids: number[] = [];
  const words: string[] = [];
  for (let id = 0; id < backbone.vocabularySize; id++) {
    const word = tokens.wordOf(id);
    if (word === undefined || word.length < 3 || word !== word.toLowerCase() || isStopWord(word)) continue;
    ids.push(id);
    words.push(word);
  }
  return { ids, words };
}

/** The first words of an order that a lexicon has: only as many are looked up as it takes. */
export function firstWords(order: Iterable<number>, words: readonly string[], limit: number, lexicon: Lexicon | undefined): string[] {
  const found: string[] = [];
  for (const i of order) {
    if (found.length >= limit) break;
    if (lexicon === undefined || lexicon.has(words[i]!)) found.push(words[i]!);
  }
  return found;
}
