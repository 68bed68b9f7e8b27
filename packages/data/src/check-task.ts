import { isSkillNeuronsError } from '@skill-neurons/core';
import { checkSplits } from './check-splits.ts';
import type { TaskProblem } from './task-problems.ts';
import type { TaskFile } from './task-schema.ts';
import { hasMask, parseTemplate, templateFields } from './template.ts';
import type { ModelFamily } from './types.ts';

const families: readonly ModelFamily[] = ['masked-lm', 'encoder-decoder'];

/** What a schema cannot say: the parts of a task file must fit each other. */
export function checkTask(task: TaskFile): TaskProblem[] {
  const problems: TaskProblem[] = [];
  const repeated = task.labels.find((label, i) => task.labels.indexOf(label) !== i);
  if (repeated !== undefined) problems.push({ path: ['labels'], message: `the class "${repeated}" stands twice` });
  if (families.every((family) => task.templates[family] === undefined)) problems.push({ path: ['templates'], message: `write a template for ${families.join(' or ')}` });
  const used = new Set<string>();
  for (const family of families) {
    problems.push(...checkVerbalizer(task, family));
    const template = task.templates[family];
    if (template === undefined) continue;
    try {
      const pieces = parseTemplate(template);
      const names = templateFields(pieces);
      if (family === 'encoder-decoder' && hasMask(pieces)) problems.push({ path: ['templates', family], message: 'an encoder-decoder model has no {mask}; it answers at its decoder' });
      if (names.length === 0) problems.push({ path: ['templates', family], message: 'it uses no field, so every input would be the same' });
      for (const name of names) used.add(name);
    } catch (error) {
      if (!isSkillNeuronsError(error)) throw error;
      problems.push({ path: ['templates', family], message: error.message });
    }
  }
  return [...problems, ...checkSplits(task, [...used])];
}

function checkVerbalizer(task: TaskFile, family: ModelFamily): TaskProblem[] {
  const template = task.templates[family];
  const words = task.verbalizers[family];
  if (template === undefined && words === undefined) return [];
  if (words === undefined) return [{ path: ['verbalizers'], message: `${family} has a template but no label words` }];
  if (template === undefined) return [{ path: ['templates'], message: `${family} has label words but no template` }];
  if (words.length !== task.labels.length) return [{ path: ['verbalizers', family], message: `${words.length} label words for ${task.labels.length} classes (${task.labels.join(', ')})` }];
  return [];
}
