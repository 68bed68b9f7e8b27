import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const task = (yargs: Argv<object>) => yargs.positional('task', { type: 'string', demandOption: true, describe: 'task name or file' });
const buildList = (yargs: Argv<object>) => yargs.example('$0 tasks list --include-path my-tasks', 'with your own task files');
const buildShow = (yargs: Argv<object>) => task(yargs).example('$0 tasks show films', '');
const buildValidate = (yargs: Argv<object>) => task(yargs).example('$0 tasks validate my-tasks/films.yaml', '');
const buildPreview = (yargs: Argv<object>) =>
  task(yargs)
    .option('model', { type: 'string', demandOption: true, describe: 'whose tokenizer and template to use' })
    .option('split', { type: 'string', default: 'test' })
    .option('rows', { type: 'number', default: 3 })
    .example('$0 tasks preview films --model tiny-roberta', '');

export type ListTasksOptions = OptionsOf<typeof buildList>;
export type ShowTaskOptions = OptionsOf<typeof buildShow>;
export type PreviewTaskOptions = OptionsOf<typeof buildPreview>;

export function addTasksCommands({ group }: CommandAdder): void {
  group('tasks', 'list, show, validate or preview tasks', ({ add }) => {
    add('list', 'all known tasks', buildList, async (options, environment) => (await import('../actions/tasks.ts')).listKnownTasks(options, environment));
    add('show <task>', 'a task as it was understood', buildShow, async (options, environment) => (await import('../actions/tasks.ts')).showTask(options, environment));
    add('validate <task>', 'check a task file and read every row of its splits', buildValidate, async (options, environment) =>
      (await import('../actions/tasks.ts')).validateTask(options, environment),
    );
    add('preview <task>', 'the first rows as a model reads them', buildPreview, async (options, environment) =>
      (await import('../actions/tasks.ts')).previewRows(options, environment),
    );
  });
}
