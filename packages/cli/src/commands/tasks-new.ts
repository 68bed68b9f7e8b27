import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('source', { type: 'string', demandOption: true, describe: 'file, folder, or data set of the hub as owner/name[@revision]' })
    .option('text-column', { type: 'string', array: true, describe: 'column with the text; two for pairs', defaultDescription: 'none: the columns are listed' })
    .option('label-column', { type: 'string', describe: 'column with the class', defaultDescription: 'none: the columns are listed' })
    .option('labels', { type: 'string', array: true, describe: 'names of the classes, in the order of the sorted label values', defaultDescription: 'the values, where they are words' })
    .option('words', { type: 'string', array: true, describe: 'label words, one per class', defaultDescription: 'the names of the classes' })
    .option('out', { type: 'string', describe: 'task file to write', defaultDescription: '<name of the data>.yaml' })
    .option('title', { type: 'string', describe: 'for people', defaultDescription: 'its name' })
    .option('type', { type: 'string', describe: 'tasks of one type are expected to share a skill', defaultDescription: 'its name' })
    .option('config', { type: 'string', describe: 'folder of the wanted files, where a data set has several', defaultDescription: 'none' })
    .option('select', { type: 'string', array: true, describe: 'JSON files: keys to follow to the rows', defaultDescription: 'none' })
    .option('model', { type: 'string', describe: 'check too that this model can tell the label words apart', defaultDescription: 'none' })
    .example('$0 tasks new reviews.csv', 'lists the columns')
    .example('$0 tasks new reviews.csv --text-column review --label-column stars --labels bad good', '')
    .example('$0 tasks new nyu-mll/glue --config mrpc --text-column sentence1 sentence2 --label-column label --labels different same --words no yes', '');

export type NewTaskOptions = OptionsOf<typeof build>;

export function addNewTaskCommand({ add }: CommandAdder): void {
  add('new <source>', 'write a task file for a data set from its columns, and validate it', build, async (options, environment) => (await import('../actions/tasks-new.ts')).newTask(options, environment));
}
