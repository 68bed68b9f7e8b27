import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'output folder of a run, or its results.json' })
    .option('out', { type: 'string', describe: 'folder for the report', defaultDescription: 'beside results.json' })
    .example('$0 report demo-report', '');

export type ReportOptions = OptionsOf<typeof build>;

export function addReportCommand({ add }: CommandAdder): void {
  add('report <run>', 'write the report of a finished run again', build, async (options, environment) => (await import('../actions/report.ts')).report(options, environment));
}
