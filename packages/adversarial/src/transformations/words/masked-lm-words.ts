import { matchCase } from '../../text/letter-case.ts';
import { withWord } from '../../text/segmented-text.ts';
import type { SpanTransformation, WordContext, WordTransformation } from '../transformation.ts';
import { gapCharacter, type PredictWords } from './masked-lm-predictor.ts';

export interface MaskedLmWordOptions {
  /** Leave the word in while others are predicted for its place (BERT-Attack) instead of masking it (CLARE). Default false. */
  leaveIn?: boolean;
}

/**
 * Words that the backbone's own masked-LM head puts in the word's place. They fit the sentence; whether they keep its meaning
 * nobody asks ("a good film" becomes "a bad film").
 */
export function maskedLmWords(predict: PredictWords, { leaveIn = false }: MaskedLmWordOptions = {}): WordTransformation {
  return {
    kind: 'word',
    name: 'masked-lm-words',
    preservesLabel: false,
    wholeWords: true,
    async replacements({ text, draft, position, word }) {
      const found = await predict({ text, draft: withWord(draft, position, gapCharacter), position, ...(leaveIn ? { leftIn: word } : {}) });
      return [...new Set(found.map((other) => matchCase(other, word)))].filter((other) => other.toLowerCase() !== word.toLowerCase());
    },
  };
}

/** A word that the masked-LM head puts in behind a word: "a good film" becomes "a good old film" (CLARE's insert). */
export function maskedLmInsertions(predict: PredictWords): WordTransformation {
  return {
    kind: 'word',
    name: 'masked-lm-insertions',
    preservesLabel: false,
    async replacements({ text, draft, position, word }) {
      const found = await predict({ text, draft: withWord(draft, position, `${word} ${gapCharacter}`), position });
      return found.filter((other) => other.toLowerCase() !== word.toLowerCase()).map((other) => `${word} ${other}`);
    },
  };
}

/** One word that the masked-LM head puts in the place of two neighbours: "a very good film" becomes "a great film" (CLARE's merge). */
export function maskedLmMerges(predict: PredictWords): SpanTransformation {
  return {
    kind: 'span',
    name: 'masked-lm-merges',
    preservesLabel: false,
    async rewritesAt({ text, draft, position, word }) {
      if (!isFollowedByWord({ text, draft, position })) return [];
      const merged = withWord(draft, position + 1, '');
      const found = await predict({ text, draft: withWord(merged, position, gapCharacter), position });
      const gone = [word, draft.words[position + 1]!].map((other) => other.toLowerCase());
      return found.filter((other) => !gone.includes(other.toLowerCase())).map((other) => withWord(merged, position, matchCase(other, word)));
    },
  };
}

/** True when the next word stands in the same field with nothing but a space between. */
function isFollowedByWord({ text, draft, position }: Pick<WordContext, 'text' | 'draft' | 'position'>): boolean {
  const { first, count, gaps } = text.fields[text.fieldOf[position]!]!;
  return position + 1 < first + count && gaps[position - first] === ' ' && draft.words[position + 1] !== '';
}
