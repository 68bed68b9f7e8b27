import { SkillNeuronsError } from '@skill-neurons/core';
import { forFamily } from './task-family.ts';
import type { LabelWords, ModelFamily, Task, Tokenizer } from './types.ts';

/**
 * The token ids that stand for the classes: of each label word its first sub-token (no space is put before it), of a
 * raw id the id itself.
 *
 * @throws TASK_NO_FAMILY, LABEL_WORD_UNKNOWN when the vocabulary cannot spell a word, LABEL_WORD_SHARED when two
 *   classes would be scored by one token
 */
export function resolveLabelWords(task: Task, family: ModelFamily, tokenizer: Tokenizer): LabelWords {
  const entries = forFamily(task, family, 'verbalizers');
  const ids = entries.map((entry) => (typeof entry === 'number' ? checkId(entry, task, tokenizer) : firstToken(entry, task, tokenizer)));
  ids.forEach((id, c) => {
    const first = ids.indexOf(id);
    if (first !== c) {
      throw new SkillNeuronsError({
        code: 'LABEL_WORD_SHARED',
        message: `"${entries[first]}" (${task.labels[first]}) and "${entries[c]}" (${task.labels[c]}) start with the same token, ${id} "${tokenizer.tokenOf(id)}"`,
        where: `${task.file}: verbalizers.${family}`,
        hint: 'choose label words that start differently in this vocabulary',
      });
    }
  });
  return { ids, words: entries.map((entry, c) => (typeof entry === 'number' ? (tokenizer.tokenOf(ids[c]!) ?? '') : entry)) };
}

function firstToken(word: string, task: Task, tokenizer: Tokenizer): number {
  const tokens = tokenizer.encode(word);
  const [first] = tokens;
  const { unknown } = tokenizer.special;
  if (first === undefined || (unknown !== undefined && tokens.includes(unknown))) {
    throw unknownWord(task, `the tokenizer has no tokens for the label word "${word}"`);
  }
  return first;
}

function checkId(id: number, task: Task, tokenizer: Tokenizer): number {
  if (tokenizer.tokenOf(id) === undefined) throw unknownWord(task, `the vocabulary has no token id ${id}`);
  return id;
}

const unknownWord = (task: Task, message: string) =>
  new SkillNeuronsError({ code: 'LABEL_WORD_UNKNOWN', message, where: `${task.file}: verbalizers`, hint: "choose words of this model's vocabulary" });
