import { listTasks, loadExamples, loadTask, loadTokenizer, previewTask } from '@skill-neurons/data';
import { locateModel, locateTask, taskFolders } from '@skill-neurons/experiments';
import { readConfig } from '@skill-neurons/runtime';
import type { CommandAdder } from '../command.ts';
import { textTable } from '../text-table.ts';

export function addTasksCommands(commands: CommandAdder): void {
  commands.group('tasks', 'list, show, validate or preview tasks', ({ add }) => {
    add(
      'list',
      'all known tasks',
      (yargs) => yargs.example('$0 tasks list --include-path my-tasks', 'with your own task files'),
      async ({ includePath }, { terminal }) => {
        const tasks = await listTasks(taskFolders(includePath));
        for (const { error } of tasks) if (error) terminal.alert(`${error.code}: ${error.oneLine}`);
        const rows = tasks.flatMap(({ task }) => (task ? [{ name: task.name, type: task.type, title: task.title, labels: task.labels }] : []));
        terminal.result(rows, textTable(['task', 'type', 'title', 'labels'], rows.map((row) => [row.name, row.type, row.title, row.labels.join(', ')])));
        return undefined;
      },
    );
    add(
      'show <task>',
      'a task as it was understood',
      (yargs) => yargs.positional('task', { type: 'string', demandOption: true }).example('$0 tasks show films', ''),
      async ({ task: name, includePath }, { terminal }) => {
        const task = await loadTask(locateTask(name, includePath));
        terminal.result(task, JSON.stringify(task, null, 2));
        return undefined;
      },
    );
    add(
      'validate <task>',
      'check a task file and read every row of its splits',
      (yargs) => yargs.positional('task', { type: 'string', demandOption: true }).example('$0 tasks validate my-tasks/films.yaml', ''),
      async ({ task: name, includePath, dataDir }, { terminal }) => {
        const task = await loadTask(locateTask(name, includePath));
        const rows = [];
        for (const split of Object.keys(task.splits)) {
          const examples = await loadExamples(task, split, { dataFolder: dataDir });
          const counts = task.labels.map((_, label) => examples.filter((example) => example.label === label).length);
          rows.push({ split, rows: examples.length, counts });
        }
        const table = textTable(['split', 'rows', ...task.labels], rows.map((row) => [row.split, String(row.rows), ...row.counts.map(String)]));
        terminal.result({ task: task.name, splits: rows }, `${task.file} is valid\n${table}`);
        return undefined;
      },
    );
    add(
      'preview <task>',
      'the first rows as a model reads them',
      (yargs) =>
        yargs
          .positional('task', { type: 'string', demandOption: true })
          .option('model', { type: 'string', demandOption: true, describe: 'whose tokenizer and template to use' })
          .option('split', { type: 'string', default: 'test' })
          .option('rows', { type: 'number', default: 3 })
          .example('$0 tasks preview films --model tiny-roberta', ''),
      async ({ task: name, model, split, rows, includePath, dataDir }, { terminal }) => {
        const folder = locateModel(model);
        const task = await loadTask(locateTask(name, includePath));
        const tokenizer = await loadTokenizer(folder);
        const family = (await readConfig(folder)).architecture === 't5' ? 'encoder-decoder' : 'masked-lm';
        const preview = await previewTask({ task, split, family, tokenizer, count: rows, maxLength: Number.MAX_SAFE_INTEGER, dataFolder: dataDir });
        terminal.result(preview, preview.examples.map(({ id, labelName, labelWord, text, ids }) => `${id} [${labelName}: ${labelWord}] ${text}\n  ${ids.join(' ')}`).join('\n'));
        return undefined;
      },
    );
  });
}
