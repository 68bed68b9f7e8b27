import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { buildTask } from './build-task.ts';
import { checkTask } from './check-task.ts';
import { taskFilesOf, taskNameOf } from './task-files.ts';
import { problemsOf, taskError, type TaskProblem } from './task-problems.ts';
import { taskSchema } from './task-schema.ts';
import { readYamlDocument, type YamlDocument } from './yaml-document.ts';
import type { Task } from './types.ts';

export interface LoadTaskOptions {
  /** Folders in which a task named without a path is looked for, in this order. */
  searchFolders?: readonly string[];
}

/**
 * Loads and validates a task: the path of a YAML file, or the name of one in a search folder.
 * @throws TASK_NOT_FOUND, TASK_SYNTAX, TASK_INVALID
 */
export async function loadTask(fileOrName: string, { searchFolders = [] }: LoadTaskOptions = {}): Promise<Task> {
  const file = await findTaskFile(fileOrName, searchFolders);
  const document = await readYamlDocument(file);
  const base = await readBase(document);
  const documentOf = (path: readonly PropertyKey[]) => (base !== undefined && typeof path[0] === 'string' && !Object.hasOwn(document.data, path[0]) ? base : document);
  const fail = (problems: readonly TaskProblem[]) => taskError(problems, documentOf);
  const parsed = taskSchema.safeParse({ ...base?.data, ...document.data }, { reportInput: true });
  if (!parsed.success) throw fail(problemsOf(parsed.error.issues));
  const problems = checkTask(parsed.data);
  if (parsed.data.name !== taskNameOf(file)) problems.push({ path: ['name'], message: `the file is named ${basename(file)}, so the name must be ${taskNameOf(file)}` });
  if (problems.length > 0) throw fail(problems);
  return buildTask(parsed.data, resolve(file));
}

/** The task file that this one extends. Its own `extends` is not followed: one step is enough to read by eye. */
async function readBase(document: YamlDocument): Promise<YamlDocument | undefined> {
  const name = document.data['extends'];
  if (name === undefined) return undefined;
  const problem = (message: string) => taskError([{ path: ['extends'], message }], () => document);
  if (typeof name !== 'string' || !taskSchema.shape.extends.safeParse(name).success) throw problem('name a task file (.yaml) in the same folder');
  const file = join(dirname(document.file), name);
  if (!existsSync(file)) throw problem(`there is no file ${name} in the same folder`);
  const base = await readYamlDocument(file);
  if (Object.hasOwn(base.data, 'extends')) throw problem(`${name} extends another file itself; extend that one`);
  return base;
}

async function findTaskFile(fileOrName: string, searchFolders: readonly string[]): Promise<string> {
  const isPath = /\.ya?ml$/i.test(fileOrName) || fileOrName.includes('/') || fileOrName.includes(sep) || isAbsolute(fileOrName);
  const candidates = isPath ? [fileOrName] : searchFolders.flatMap((folder) => [join(folder, `${fileOrName}.yaml`), join(folder, `${fileOrName}.yml`)]);
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  if (isPath) throw new SkillNeuronsError({ code: 'TASK_NOT_FOUND', message: 'there is no such task file', where: fileOrName, hint: 'check the path' });
  const known = (await taskFilesOf(searchFolders)).map(taskNameOf);
  throw new SkillNeuronsError({
    code: 'TASK_NOT_FOUND',
    message: `there is no task named ${fileOrName}`,
    where: searchFolders.join(', ') || undefined,
    hint: known.length > 0 ? `the tasks are ${known.join(', ')}` : 'give the path of a task file',
  });
}

