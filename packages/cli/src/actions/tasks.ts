import { listTasks, loadExamples, loadTask, loadTokenizer, previewTask } from '@skill-neurons/data';
import { locateModel, locateTask, taskFolders } from '@skill-neurons/experiments';
import { readConfig } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { ListTasksOptions, PreviewTaskOptions, ShowTaskOptions } from '../commands/tasks.ts';
import { textTable } from '../text-table.ts';

export async function listKnownTasks({ includePath }: ListTasksOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const tasks = await listTasks(taskFolders(includePath));
  for (const { error } of tasks) if (error) terminal.alert(`${error.code}: ${error.oneLine}`);
  const rows = tasks.flatMap(({ task }) => (task ? [{ name: task.name, type: task.type, title: task.title, labels: task.labels }] : []));
  terminal.result(rows, textTable(['task', 'type', 'title', 'labels'], rows.map((row) => [row.name, row.type, row.title, row.labels.join(', ')])));
}

export async function showTask({ task: name, includePath }: ShowTaskOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const task = await loadTask(locateTask(name, includePath));
  terminal.result(task, JSON.stringify(task, null, 2));
}

export async function validateTask({ task: name, includePath, dataDir }: ShowTaskOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const task = await loadTask(locateTask(name, includePath));
  const splits = [];
  for (const split of Object.keys(task.splits)) {
    const examples = await loadExamples(task, split, { dataFolder: dataDir });
    const counts = task.labels.map((_, label) => examples.filter((example) => example.label === label).length);
    splits.push({ split, rows: examples.length, counts });
  }
  const table = textTable(['split', 'rows', ...task.labels], splits.map((row) => [row.split, String(row.rows), ...row.counts.map(String)]));
  terminal.result({ task: task.name, splits }, `${task.file} is valid\n${table}`);
}

export async function previewRows(options: PreviewTaskOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const { split, rows, includePath, dataDir } = options;
  const folder = await locateModel(options.model);
  const task = await loadTask(locateTask(options.task, includePath));
  const tokenizer = await loadTokenizer(folder);
  const family = (await readConfig(folder)).architecture === 't5' ? 'encoder-decoder' : 'masked-lm';
  const preview = await previewTask({ task, split, family, tokenizer, count: rows, maxLength: Number.MAX_SAFE_INTEGER, dataFolder: dataDir });
  const lines = preview.examples.map(({ id, labelName, labelWord, text, ids }) => `${id} [${labelName}: ${labelWord}] ${text}\n  ${ids.join(' ')}`);
  terminal.result(preview, lines.join('\n'));
}
