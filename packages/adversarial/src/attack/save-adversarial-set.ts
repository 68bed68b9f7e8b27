import { join, resolve } from 'node:path';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import type { Example, Task } from '@skill-neurons/data';
import { stringify } from 'yaml';
import type { AttackRecord } from './attack-record.ts';

export interface AdversarialSetOptions {
  folder: string;
  /** Name of the task, and of its file. */
  name: string;
  task: Task;
  recipe: string;
  records: readonly AttackRecord[];
  /** Other splits to carry over, such as the `train` that `neurons rank` takes its baseline from. */
  splits?: Readonly<Record<string, readonly Example[]>>;
}

/**
 * Writes an attack's texts as an ordinary data set with a task file, which every command takes: split `test` holds the texts as
 * they were, `adversarial` the same rows as the attack left them (those it could not turn too), `succeeded` only those it turned.
 * Returns the path of the task file.
 */
export async function saveAdversarialSet({ folder, name, task, recipe, records, splits = {} }: AdversarialSetOptions): Promise<string> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `"${name}" cannot be the name of a task`, hint: 'use letters, digits, dot, dash and underscore' });
  const fieldNames = Object.keys(records[0]?.original.fields ?? {});
  const rows = records.map(({ id, label, status, original, perturbed }) => ({ id, label: task.labels[label]!, status, recipe, ...prefixed('adversarial', perturbed.fields), ...prefixed('original', original.fields) }));
  await writeLines(join(folder, 'adversarial.jsonl'), rows);
  for (const [split, examples] of Object.entries(splits)) {
    await writeLines(join(folder, `${split}.jsonl`), examples.map(({ id, fields, label }) => ({ id, label: task.labels[label]!, ...prefixed('text', fields) })));
  }
  const source = (file: string, prefix: string, names: readonly string[]) => ({ file, id: 'id', fields: Object.fromEntries(names.map((field) => [field, `${prefix}_${field}`])), label: { column: 'label' } });
  const attacked = { ...source('adversarial.jsonl', 'adversarial', fieldNames), group: 'recipe', original_id: 'id', original_split: 'test' };
  const document = {
    name,
    title: `${task.title}, attacked by ${recipe}`,
    type: task.type,
    ...(task.source === undefined ? {} : { source: task.source }),
    ...(task.license === undefined ? {} : { license: task.license }),
    labels: task.labels,
    templates: task.templates,
    ...(Object.keys(task.maxLength).length === 0 ? {} : { max_length: task.maxLength }),
    verbalizers: task.verbalizers,
    label_word_pieces: task.labelWordPieces,
    splits: {
      ...Object.fromEntries(Object.keys(splits).map((split) => [split, source(`${split}.jsonl`, 'text', fieldNames)])),
      test: source('adversarial.jsonl', 'original', fieldNames),
      adversarial: attacked,
      ...(records.some(({ status }) => status === 'succeeded') ? { succeeded: { ...attacked, where: [{ column: 'status', equals: 'succeeded' }] } } : {}),
    },
    adversarial: ['adversarial'],
  };
  const file = join(resolve(folder), `${name}.yaml`);
  await writeFileAtomic(file, stringify(document, { lineWidth: 0 }));
  return file;
}

const prefixed = (prefix: string, fields: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(fields).map(([field, text]) => [`${prefix}_${field}`, text]));

function writeLines(file: string, rows: readonly object[]): Promise<void> {
  return writeFileAtomic(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
