import { listTasks, loadTask, type SplitSource, type Task } from '@skill-neurons/data';
import { locateTask, taskFolders } from '@skill-neurons/experiments/names';
import type { CommandEnvironment } from '../command.ts';
import type { ListTasksOptions, ShowTaskOptions } from '../commands/tasks.ts';
import { textTable } from '../text-table.ts';

export async function listKnownTasks({ includePath, type }: ListTasksOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const tasks = await listTasks(taskFolders(includePath));
  for (const { error } of tasks) if (error) terminal.alert(`${error.code}: ${error.oneLine}`);
  const rows = tasks.flatMap(({ task }) => (task && (type === undefined || task.type === type) ? [summary(task)] : []));
  terminal.result(rows, textTable(['task', 'type', 'labels', 'rows from', 'title'], rows.map((row) => [row.name, row.type, row.labels.join(', '), row.data, row.title])));
}

function summary(task: Task) {
  const { name, type, title, labels, license, source, file } = task;
  return { name, type, title, labels, data: sourceOf(task), license, source, file, splits: Object.entries(task.splits).map(([split, rows]) => ({ split, ...describeSplit(rows) })) };
}

/** Where a task's rows come from, in a word or two. */
function sourceOf({ splits, dataFolder }: Task): string {
  const hubs = Object.values(splits).flatMap((split) => ('hub' in split && split.hub !== undefined ? [split.hub.id] : []));
  if (hubs.length > 0) return `hub: ${[...new Set(hubs)].join(', ')}`;
  return dataFolder.startsWith('$DATA') ? '--data-dir' : 'its folder';
}

function describeSplit(split: SplitSource) {
  if ('from' in split) return split;
  const { files, hub, format, rows, sample } = split;
  return { files, hub, format, rows, sample };
}

export async function showTask({ task: name, includePath }: ShowTaskOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const task = await loadTask(locateTask(name, includePath));
  terminal.result(task, JSON.stringify(task, null, 2));
}
