import { SkillNeuronsError } from '@skill-neurons/core';
import type { ModelFamily, Task } from './types.ts';

/** The template or verbalizer of a task for one family. @throws TASK_NO_FAMILY when the task has none. */
export function forFamily<Key extends 'templates' | 'verbalizers'>(task: Task, family: ModelFamily, key: Key): NonNullable<Task[Key][ModelFamily]> {
  const value = task[key][family];
  if (value === undefined) {
    throw new SkillNeuronsError({ code: 'TASK_NO_FAMILY', message: `the task ${task.name} has no ${key} for ${family} models`, where: task.file, hint: `add templates and verbalizers for ${family}, or use a ${Object.keys(task.templates).join(' or ')} model` });
  }
  return value;
}
