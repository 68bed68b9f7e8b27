import { basename } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { locateModel, modelIdOf, type LocateModelOptions } from './locate-model.ts';
import { locateTask } from './locate.ts';
import type { LocatedStudy } from './locations.ts';
import type { Study } from './study-schema.ts';

export interface LocateStudyOptions extends LocateModelOptions, Omit<LocatedStudy, 'study' | 'models' | 'tasks'> {
  includePaths?: readonly string[];
}

/** Finds every model and task that a study names. @throws MODEL_NOT_FOUND, HUB_*, TASK_NOT_FOUND, STUDY_DUPLICATE */
export async function locateStudy(study: Study, { includePaths = [], onProgress, onNote, signal, ...rest }: LocateStudyOptions): Promise<LocatedStudy> {
  const tasks = named(study.tasks, 'tasks', (name) => basename(name).replace(/\.ya?ml$/, ''));
  const models = named(study.models, 'models', modelIdOf);
  const located: LocatedStudy = { study, models: {}, tasks: {}, ...rest };
  for (const [id, name] of tasks) located.tasks[id] = locateTask(name, includePaths);
  for (const [id, name] of models) located.models[id] = await locateModel(name, { onProgress, onNote, signal });
  return located;
}

function named(names: readonly string[], what: string, idOf: (name: string) => string): Map<string, string> {
  const byId = new Map<string, string>();
  for (const name of names) {
    const id = idOf(name);
    if (byId.has(id)) throw new SkillNeuronsError({ code: 'STUDY_DUPLICATE', message: `two ${what} are called "${id}"`, where: 'study', hint: 'name each once' });
    byId.set(id, name);
  }
  return byId;
}
