import { basename } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { BackendName } from '@skill-neurons/runtime';
import { locateModel, locateTask } from './locate.ts';
import type { LocatedStudy } from './locations.ts';
import type { Study } from './study-schema.ts';

export interface LocateStudyOptions {
  includePaths?: readonly string[];
  dataFolder?: string | undefined;
  backend: BackendName | 'auto';
  threads?: number | undefined;
  store: string;
}

/** Finds every model and task that a study names. @throws MODEL_NOT_FOUND, TASK_NOT_FOUND, STUDY_DUPLICATE */
export function locateStudy(study: Study, { includePaths = [], ...rest }: LocateStudyOptions): LocatedStudy {
  const named = (names: readonly string[], what: string, locate: (name: string) => string) => {
    const places: Record<string, string> = {};
    for (const name of names) {
      const id = basename(name).replace(/\.ya?ml$/, '');
      if (id in places) throw new SkillNeuronsError({ code: 'STUDY_DUPLICATE', message: `two ${what} are called "${id}"`, where: 'study', hint: 'name each once' });
      places[id] = locate(name);
    }
    return places;
  };
  return {
    study,
    models: named(study.models, 'models', locateModel),
    tasks: named(study.tasks, 'tasks', (name) => locateTask(name, includePaths)),
    ...rest,
  };
}
