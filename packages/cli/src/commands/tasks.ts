import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { addNewTaskCommand } from './tasks-new.ts';
import { taskOption } from './shared-options.ts';

const task = (yargs: Argv<object>) => yargs.positional('task', taskOption);
const buildList = (yargs: Argv<object>) =>
  yargs
    .option('type', { type: 'string', describe: 'only tasks of this type, such as sentiment', defaultDescription: 'all' })
    .example('$0 tasks list --include-path my-tasks', 'with your own task files')
    .example('$0 tasks list --type nli', '');
const buildShow = (yargs: Argv<object>) => task(yargs).example('$0 tasks show films', '').example('$0 tasks show mnli-hub', 'its splits, sizes, licence and where on the hub it lies');
const buildValidate = (yargs: Argv<object>) =>
  yargs
    .positional('tasks', { type: 'string', array: true, demandOption: true, describe: 'task names or files; several are also compared with each other' })
    .option('leaks', { type: 'boolean', default: true, describe: 'name text that stands in two splits; --no-leaks to skip it' })
    .example('$0 tasks validate my-tasks/films.yaml', 'reads every row')
    .example('$0 tasks validate sst2 imdb --data-dir data', 'also finds text that the two tasks share');
const buildPreview = (yargs: Argv<object>) =>
  task(yargs)
    .option('model', { type: 'string', demandOption: true, describe: 'whose tokenizer and template to use' })
    .option('split', { type: 'string', default: 'test', describe: 'rows of it are shown' })
    .option('rows', { type: 'number', default: 3, describe: 'how many, from the first' })
    .option('per-class', { type: 'number', describe: 'so many rows of each class, drawn by --seed, instead of the first rows', defaultDescription: 'the first rows' })
    .option('seed', { type: 'number', default: 0, describe: 'seed of the draw' })
    .option('virtual-tokens', { type: 'number', default: 100, describe: 'length of the soft prompt, which takes room from the text' })
    .example('$0 tasks preview films --model tiny-roberta', '')
    .example('$0 tasks preview sst2 --model roberta-base --per-class 2 --data-dir data', 'two rows of each class');

export type ListTasksOptions = OptionsOf<typeof buildList>;
export type ShowTaskOptions = OptionsOf<typeof buildShow>;
export type ValidateTasksOptions = OptionsOf<typeof buildValidate>;
export type PreviewTaskOptions = OptionsOf<typeof buildPreview>;

export function addTasksCommands({ group }: CommandAdder): void {
  group('tasks', 'list, show, validate, preview or draft tasks', (adder) => {
    const { add } = adder;
    add('list', 'all known tasks', buildList, async (options, environment) => (await import('../actions/tasks.ts')).listKnownTasks(options, environment));
    add('show <task>', 'a task as it was understood', buildShow, async (options, environment) => (await import('../actions/tasks.ts')).showTask(options, environment));
    add('validate <tasks..>', 'check task files, read every row of their splits, and name text that splits share', buildValidate, async (options, environment) =>
      (await import('../actions/tasks-validate.ts')).validateTasks(options, environment),
    );
    add('preview <task>', 'the first rows as a model reads them, with prompt and label words', buildPreview, async (options, environment) =>
      (await import('../actions/tasks-preview.ts')).previewRows(options, environment),
    );
    addNewTaskCommand(adder);
  });
}
