import { SkillNeuronsError } from '@skill-neurons/core';
import { forFamily } from './task-family.ts';
import { hasMask, parseTemplate } from './template.ts';
import type { LabelWords, ModelFamily, Task, Tokenizer } from './types.ts';

/**
 * The token ids that stand for the classes: the sub-tokens of each label word (no space is put before it), of a raw id the
 * id itself. What is done with several sub-tokens says the task's `label_word_pieces`.
 *
 * @throws TASK_NO_FAMILY, LABEL_WORD_UNKNOWN when the vocabulary cannot spell a word, LABEL_WORD_SHARED when two classes
 *   would be scored by the same tokens or one by the beginning of another, LABEL_WORD_PIECES when a word has several sub-tokens and
 *   the task's rule is `error`, LABEL_WORD_WHOLE when it is `whole` and the model has one mask before the text
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
    // A sequence is never more probable than its beginning: such a class could never win.
    const shared = rule === 'whole' ? Infinity : 1;
    const other = pieces.findIndex((others, o) => o < c && startsAlike(others.slice(0, shared), ids.slice(0, shared)));
    if (other !== -1) {
      throw new SkillNeuronsError({
        code: 'LABEL_WORD_SHARED',
        message: `"${entries[other]}" (${task.labels[other]}) and "${entries[c]}" (${task.labels[c]}) start with the same token, ${show(ids.slice(0, Math.min(shared, pieces[other]!.length)))}`,
        where,
        hint: rule === 'whole' ? 'choose label words of which none is the beginning of another' : 'choose label words that start differently in this vocabulary',
      });
    }
  });
  const longest = Math.max(...pieces.map(({ length }) => length));
  if (rule === 'whole' && longest > 1 && family === 'masked-lm' && !hasMask(parseTemplate(forFamily(task, family, 'templates')))) {
    throw new SkillNeuronsError({
      code: 'LABEL_WORD_WHOLE',
      message: `a label word has ${longest} pieces, but the one mask before the text has no position that several could tell apart`,
      where,
      hint: 'put {mask} into the template, choose words of one piece, or write label_word_pieces: first or error',
    });
  }
  const words = entries.map((entry, c) => (typeof entry === 'number' ? (tokenizer.tokenOf(pieces[c]![0]!) ?? '') : entry));
  return { ids: rule === 'whole' && longest > 1 ? pieces : pieces.map(([first]) => first!), words, pieces, rule };
}

/** Whether one sequence is the other or its beginning. */
const startsAlike = (a: readonly number[], b: readonly number[]) => a.every((id, i) => i >= b.length || id === b[i]);

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
