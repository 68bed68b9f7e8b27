import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'output folder of a run, or its results.json' })
    .positional('other', { type: 'string', demandOption: true, describe: 'another run, a published table (su-2022-roberta-base, su-2022-roberta-large, su-2022-t5-base, su-2022-t5-small), or a file like those' })
    .option('model', { type: 'string', describe: 'one model of the run', defaultDescription: 'by the name of the table, or every model in common' })
    .option('tolerance', { type: 'number', describe: 'largest difference in points that counts as the same', defaultDescription: 'by the 95% intervals' })
    .option('check', { type: 'boolean', default: false, describe: 'exit with 1 when a cell is outside' })
    .option('all', { type: 'boolean', default: false, describe: 'print the cells within too' })
    .example('$0 compare runs/su su-2022-roberta-base --tolerance 0.5 --check', 'the released prompts against the published accuracies')
    .example('$0 compare runs/new runs/old', '');

export type CompareOptions = OptionsOf<typeof build>;

export function addCompareCommand({ add }: CommandAdder): void {
  add('compare <run> <other>', 'set a run beside published numbers or another run, cell by cell', build, async (options, environment) => (await import('../actions/compare.ts')).compare(options, environment));
}
