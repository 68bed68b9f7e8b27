import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nearestName, SkillNeuronsError } from '@skill-neurons/core';
import { looksLikeHubId } from '@skill-neurons/hub';
import { demoTasksFolder, sheetsFolder, tasksFolder } from '@skill-neurons/datasets';

/** Folders in which task names are looked up: the user's first, then the bundled ones. */
export function taskFolders(includePaths: readonly string[] = []): string[] {
  return [...includePaths.map((path) => resolve(path)), demoTasksFolder, tasksFolder];
}

/** File of a task given as a path or a name. @throws TASK_NOT_FOUND */
export function locateTask(nameOrPath: string, includePaths: readonly string[] = []): string {
  if (/\.ya?ml$/.test(nameOrPath) && existsSync(nameOrPath)) return resolve(nameOrPath);
  for (const folder of taskFolders(includePaths)) {
    const file = join(folder, `${nameOrPath}.yaml`);
    if (/^[\w.-]+$/.test(nameOrPath) && existsSync(file)) return file;
  }
  if (looksLikeHubId(nameOrPath) && !/\.ya?ml$/.test(nameOrPath)) {
    throw new SkillNeuronsError({
      code: 'TASK_NOT_FOUND',
      message: 'a data set of the hub is no task: what is read, and which words answer it, stands in a task file',
      where: nameOrPath,
      hint: `\`skill-neurons tasks new ${nameOrPath}\` lists its columns and, with --text-column and --label-column, writes one; then name that file (.yaml)`,
    });
  }
  const near = nearestName(nameOrPath.replace(/\.ya?ml$/, ''), taskFolders(includePaths).flatMap(namesIn));
  throw new SkillNeuronsError({
    code: 'TASK_NOT_FOUND',
    message: 'no such task',
    where: nameOrPath,
    hint: `${near === undefined ? '' : `did you mean ${near}? `}\`skill-neurons tasks list\` shows the known ones; --include-path adds a folder of your own`,
  });
}

/** Names of the YAML files in a folder; none where it cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []));
  } catch {
    return [];
  }
}

/** File of a test sheet given as a path, a bundled name, or a name in a folder of the user's. @throws SHEET_NOT_FOUND */
export function locateSheet(nameOrPath: string, includePaths: readonly string[] = []): string {
  if (/\.ya?ml$/.test(nameOrPath) && existsSync(nameOrPath)) return resolve(nameOrPath);
  for (const folder of [...includePaths.map((path) => resolve(path)), sheetsFolder]) {
    const file = join(folder, `${nameOrPath}.yaml`);
    if (/^[\w.-]+$/.test(nameOrPath) && existsSync(file)) return file;
  }
  throw new SkillNeuronsError({ code: 'SHEET_NOT_FOUND', message: 'no such test sheet', where: nameOrPath, hint: `give the path of one, or a bundled one: ${namesIn(sheetsFolder).join(', ')}` });
}
