import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

/** One worker per core, but no more than the demo can use. */
export const usualWorkers = () => Math.min(4, availableParallelism());

const build = (yargs: Argv<object>) =>
  yargs
    .option('out', { type: 'string', default: 'demo-report', describe: 'folder for the report and the finished work; run again to go on' })
    .option('workers', { type: 'number', default: usualWorkers(), defaultDescription: 'as many as there are cores, at most 4', describe: 'worker processes (0: everything in this one)' })
    .option('quick', { type: 'boolean', default: false, describe: 'one seed, fewer steps: a look at the tool, not a result' })
    .example('$0 demo --out demo-report', '');

export type DemoOptions = OptionsOf<typeof build>;

export function addDemoCommand({ add }: CommandAdder): void {
  add('demo', 'the whole study on the bundled models and tasks, offline, in a few minutes', build, async (options, environment) => (await import('../actions/demo.ts')).demo(options, environment));
}
