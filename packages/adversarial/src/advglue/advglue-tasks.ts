import { SkillNeuronsError } from '@skill-neurons/core';
import type { FileSplit, Task } from '@skill-neurons/data';

/** The six parts of AdvGLUE under the names of its files, in the order of dev.json. MNLI counts once, as the mean of its two. */
export const advGlueKeys = ['sst2', 'qqp', 'mnli', 'mnli-mm', 'qnli', 'rte'] as const;
/** A part of AdvGLUE, as its files name it. */
export type AdvGlueKey = (typeof advGlueKeys)[number];

/** Whether AdvGLUE has a part of this name. */
export function isAdvGlueKey(name: string): name is AdvGlueKey {
  return (advGlueKeys as readonly string[]).includes(name);
}

/** The split with the adversarial rows, as the bundled task files `advglue-...` name it. */
export const advGlueSplit = 'test';

/** The rows that an AdvGLUE task file describes. @throws ADVGLUE_TASK when it is another kind of file */
export function advGlueRows(task: Task): FileSplit {
  const split = task.splits[advGlueSplit];
  if (split === undefined || 'from' in split || split.label.column === undefined) {
    throw new SkillNeuronsError({ code: 'ADVGLUE_TASK', message: `no split "${advGlueSplit}" with rows of files and a label column`, where: task.file, hint: 'use the bundled task files advglue-sst2, ...' });
  }
  return split;
}

/**
 * The number that AdvGLUE gives to each class of the task: the task's label map turned round, so that tasks which number their
 * classes otherwise (QNLI, RTE, MNLI) are scored and written in the official space.
 *
 * @throws ADVGLUE_LABELS when the map is no such numbering
 */
export function officialLabels(task: Task): number[] {
  const { classes } = advGlueRows(task).label;
  const official = task.labels.map((_, index) => Object.keys(classes).filter((value) => classes[value] === index && /^\d+$/.test(value)).map(Number));
  if (official.some((values) => values.length !== 1)) {
    throw new SkillNeuronsError({ code: 'ADVGLUE_LABELS', message: 'the label map does not give each class one official number', where: task.file, hint: 'map every official label (0, 1, ...) to its own class' });
  }
  return official.map(([value]) => value!);
}
