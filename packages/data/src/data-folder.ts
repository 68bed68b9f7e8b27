import { isAbsolute, join, resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Task } from './types.ts';

const placeholder = '$DATA';

/**
 * The folder that a task's files are relative to. `$DATA` at the start of the task's `data_folder` stands for
 * `dataFolder` or, without it, the environment variable SKILL_NEURONS_DATA.
 *
 * @throws DATA_NO_FOLDER when neither is given
 */
export function resolveDataFolder(task: Task, dataFolder: string | undefined): string {
  if (task.dataFolder !== placeholder && !task.dataFolder.startsWith(`${placeholder}/`)) return resolve(task.folder, task.dataFolder);
  const given = dataFolder ?? process.env['SKILL_NEURONS_DATA'];
  if (given === undefined || given === '') {
    throw new SkillNeuronsError({ code: 'DATA_NO_FOLDER', message: `the task ${task.name} needs a folder with its data, which are not bundled`, where: task.file, hint: `name the folder with --data-dir or SKILL_NEURONS_DATA${task.source === undefined ? '' : `; the data come from ${task.source}`}` });
  }
  return join(resolve(given), task.dataFolder.slice(placeholder.length));
}

/** What is wrong with a path below the data folder, if anything: it must not lead out of it. */
export function pathProblem(path: string): string | undefined {
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return 'write a path relative to the data folder; data_folder may be absolute';
  if (path.split(/[\\/]/).includes('..')) return 'a path with .. would leave the data folder; data_folder may have it';
  if (path.includes('\0')) return 'this is not a path';
  return undefined;
}

/** True for the name of a file in a folder, as opposed to a path: safe to take from data. */
export function isPlainFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\\/\0]/.test(name);
}
