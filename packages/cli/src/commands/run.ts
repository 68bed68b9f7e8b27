import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('study', { type: 'string', demandOption: true, describe: 'YAML file' })
    .option('out', { type: 'string', default: 'runs', describe: 'folder for the report and the finished work; run again to go on' })
    .option('workers', { type: 'number', default: 0, describe: 'worker processes (0: everything in this one)' })
    .option('set', { type: 'string', array: true, default: [] as string[], describe: 'override a field, e.g. tuning.steps=50' })
    .option('dry-run', { type: 'boolean', default: false, describe: 'print the jobs and stop' })
    .example('$0 run study.yaml --out runs/first --workers 2', '')
    .epilogue('A study file needs title, models (folders or bundled names) and tasks (names or files);\nit may set seeds, tuning, splits, limits, neurons. The bundled demo study is an example.');

export type RunOptions = OptionsOf<typeof build>;

export function addRunCommand({ add }: CommandAdder): void {
  add('run <study>', 'run a study file: tune, transfer, neurons, suppression, report', build, async (options, environment) => (await import('../actions/run.ts')).run(options, environment));
}
