import type { Argv } from 'yargs';
import { executorNames } from '@skill-neurons/experiments/names';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { mlflowOption, setOption, studyPositional, tensorboardOption } from './study-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('study', studyPositional)
    .option('out', { type: 'string', default: 'runs', describe: 'folder for the report and the finished work; run again to go on' })
    .option('store', { type: 'string', describe: 'folder for the finished work, if several runs share it', defaultDescription: 'OUT/store' })
    .option('workers', { type: 'number', default: 0, describe: 'worker processes (0: everything in this one)' })
    .option('executor', { choices: [...executorNames, 'slurm'] as const, describe: 'this process, worker processes, or job arrays of a Slurm cluster', defaultDescription: 'as --workers says' })
    .option('set', setOption)
    .option('tensorboard', tensorboardOption)
    .option('mlflow', mlflowOption)
    .option('dry-run', { type: 'boolean', default: false, describe: 'print the jobs and what they will take, and stop' })
    .option('estimate', { type: 'boolean', default: true, describe: 'with --dry-run: time, memory and disk, calibrated on this machine' })
    .example('$0 run study.yaml --out runs/first --workers 2', '')
    .example('$0 run study.yaml --set tasks=[sst2] --set prompt.length=50 --dry-run', 'a part of a study: what would it take?')
    .example('$0 run study.yaml --out runs/first --executor slurm', 'partition, time and memory: `slurm` in the study file')
    .epilogue('A study file needs title, models (folders, bundled names or hub ids) and tasks (names or files);\nit may set seeds, tuning, splits, limits, neurons. The bundled demo study is an example.');

export type RunOptions = OptionsOf<typeof build>;

export function addRunCommand({ add }: CommandAdder): void {
  add('run <study>', 'run a study file: tune, transfer, neurons, suppression, report', build, async (options, environment) => (await import('../actions/run.ts')).run(options, environment));
}
