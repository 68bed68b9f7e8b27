import type { FieldSource, FileSplit, Task } from '@skill-neurons/data';
import { advGlueRows, type AdvGlueKey } from './advglue-tasks.ts';

/** Splits of an {@link annotatedTask}. */
export const annotatedSplits = { byMethod: 'by-method', byConstruction: 'by-construction', original: 'original' } as const;

/**
 * The AdvGLUE task as the annotated development set (dev_ann.json) holds it: the same rows in the same order with the attack
 * (`method`) or the level (`data_construction`: word, sentence, human) as group, and the rows before the attack, by the same
 * ids. Rows written by hand have no original.
 */
export function annotatedTask(task: Task, key: AdvGlueKey, file = 'adv_glue/dev_ann.json'): Task {
  const { quote, fields, label, id, where, nulls, nullValues, disjointFrom } = advGlueRows(task);
  const annotated: FileSplit = { files: [file], format: 'json', select: [key], quote, fields, label, where, nulls, nullValues, disjointFrom, ...(id === undefined ? {} : { id }) };
  const original = Object.fromEntries(Object.entries(fields).map(([name, source]) => [name, beforeAttack(source)]));
  return {
    ...task,
    splits: {
      [annotatedSplits.byMethod]: { ...annotated, group: 'method' },
      [annotatedSplits.byConstruction]: { ...annotated, group: 'data_construction' },
      [annotatedSplits.original]: { ...annotated, fields: original, where: [...where, { column: 'data_construction', values: ['human'], keep: false }] },
    },
  };
}

/** Only the field that was attacked has an original. */
function beforeAttack(source: FieldSource): FieldSource {
  return 'columns' in source ? { columns: [...source.columns.map((column) => `original_${column}`), ...source.columns] } : source;
}
