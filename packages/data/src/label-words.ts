import { SkillNeuronsError } from '@skill-neurons/core';
import { forFamily } from './task-family.ts';
import type { LabelWords, ModelFamily, Task, Tokenizer } from './types.ts';

/**
 * The token ids that stand for the classes: the sub-tokens of each label word (no space is put before it), of a raw id the
 * id itself. What is done with several sub-tokens says the task's `label_word_pieces`.
 *
 * @throws TASK_NO_FAMILY, LABEL_WORD_UNKNOWN when the vocabulary cannot spell a word, LABEL_WORD_SHARED when two classes
 *   would be scored by the same tokens, LABEL_WORD_PIECES when a word has several sub-tokens and the task's rule is `error`
 */
export function resolveLabelWords(task: Task, family: ModelFamily, tokenizer: Tokenizer): LabelWords {
  const rule = task.labelWordPieces;
  const entries = forFamily(task, family, 'verbalizers');
  const where = `${task.file}: verbalizers.${family}`;
  const pieces = entries.map((entry) => (typeof entry === 'number' ? [checkId(entry, where, tokenizer)] : piecesOf(entry, where, tokenizer)));
  const show = (ids: readonly number[]) => ids.map((id) => `${id} "${tokenizer.tokenOf(id)}"`).join(' ');
  pieces.forEach((ids, c) => {
    if (rule === 'error' && ids.length > 1) {
      throw new SkillNeuronsError({ code: 'LABEL_WORD_PIECES', message: `"${entries[c]}" (${task.labels[c]}) has ${ids.length} pieces in this vocabulary: ${show(ids)}`, where, hint: 'choose a word of one piece, or write label_word_pieces: first' });
    }
    const scored = rule === 'whole' ? ids : ids.slice(0, 1);
    const first = pieces.findIndex((other) => (rule === 'whole' ? other : other.slice(0, 1)).join() === scored.join());
    if (first !== c) {
      throw new SkillNeuronsError({
        code: 'LABEL_WORD_SHARED',
        message: `"${entries[first]}" (${task.labels[first]}) and "${entries[c]}" (${task.labels[c]}) ${rule === 'whole' ? 'are' : 'start with'} the same token, ${show(scored)}`,
        where,
        hint: rule === 'whole' ? 'choose another label word' : 'choose label words that start differently in this vocabulary',
      });
    }
  });
  const words = entries.map((entry, c) => (typeof entry === 'number' ? (tokenizer.tokenOf(pieces[c]![0]!) ?? '') : entry));
  return { ids: pieces.map(([first]) => first!), words, pieces, rule };
}

function piecesOf(word: string, where: string, tokenizer: Tokenizer): number[] {
  const tokens = tokenizer.encode(word);
  const { unknown } = tokenizer.special;
  if (tokens.length === 0 || (unknown !== undefined && tokens.includes(unknown))) throw unknownWord(where, `the tokenizer has no tokens for the label word "${word}"`);
  return tokens;
}

function checkId(id: number, where: string, tokenizer: Tokenizer): number {
  if (tokenizer.tokenOf(id) === undefined) throw unknownWord(where, `the vocabulary has no token id ${id}`);
  return id;
}

const unknownWord = (where: string, message: string) => new SkillNeuronsError({ code: 'LABEL_WORD_UNKNOWN', message, where, hint: "choose words of this model's vocabulary" });
