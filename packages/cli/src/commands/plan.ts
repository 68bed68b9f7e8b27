import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { setOption, studyPositional } from './study-options.ts';

const build = (yargs: Argv<object>) =>
  yargs
    .positional('study', studyPositional)
    .option('set', setOption)
    .option('graph', { type: 'boolean', default: false, describe: 'draw which job reads what; large plans by stage' })
    .option('format', { choices: ['mermaid', 'dot'] as const, default: 'mermaid' as const, describe: 'of the drawing' })
    .option('emit', { choices: ['snakemake', 'kubernetes', 'sbatch'] as const, describe: 'print what is left to do as text for another engine, which starts nothing', defaultDescription: 'nothing' })
    .option('image', { type: 'string', describe: 'with --emit kubernetes: image with Node and this package', defaultDescription: 'none' })
    .option('claim', { type: 'string', describe: 'with --emit kubernetes: volume claim that holds run, store, models and data', defaultDescription: 'none' })
    .option('mount', { type: 'string', describe: 'with --emit kubernetes: where that is mounted', defaultDescription: 'the run’s folder' })
    .option('out', { type: 'string', default: 'runs', describe: 'folder of the run: what is finished there counts as done' })
    .option('workers', { type: 'number', default: 0, describe: 'worker processes that the time is estimated for' })
    .option('estimate', { type: 'boolean', default: true, describe: 'time, memory and disk, calibrated on this machine' })
    .example('$0 plan study.yaml', 'the jobs and what they will take')
    .example('$0 plan study.yaml --out runs/first --emit snakemake > Snakefile', '')
    .example('$0 plan --graph study.yaml --format dot | dot -Tsvg > plan.svg', '');

export type PlanOptions = OptionsOf<typeof build>;

export function addPlanCommand({ add }: CommandAdder): void {
  add('plan <study>', 'what a study would do, without doing it: jobs, cost, a drawing', build, async (options, environment) => (await import('../actions/plan.ts')).plan(options, environment));
}
