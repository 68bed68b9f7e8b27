import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { demoStudyFile, loadStudy } from '@skill-neurons/experiments';
import type { CommandAdder } from '../command.ts';
import { runAndReport } from '../run-and-report.ts';

const quickSettings = ['seeds=[1]', 'tuning.steps=60', 'neurons.randomDraws=1', 'neurons.suppress=[0, 5, 15]'];

export function addDemoCommand(commands: CommandAdder): void {
  commands.add(
    'demo',
    'the whole study on the bundled models and tasks, offline, in a few minutes',
    (yargs) =>
      yargs
        .option('out', { type: 'string', default: 'demo-report', describe: 'folder for the report and the finished work; run again to go on' })
        .option('workers', { type: 'number', default: Math.min(4, availableParallelism()), describe: 'worker processes (0: everything in this one)' })
        .option('quick', { type: 'boolean', default: false, describe: 'one seed, fewer steps: a look at the tool, not a result' })
        .example('$0 demo --out demo-report', ''),
    async (options, environment) => {
      const study = await loadStudy(demoStudyFile, options.quick ? quickSettings : []);
      const out = resolve(options.out);
      // One thread a process: the bundled models are too small to share a step among threads.
      const threads = options.threads ?? (options.workers > 0 ? 1 : undefined);
      const command = `skill-neurons demo${options.quick ? ' --quick' : ''}`;
      return runAndReport({ study, out, store: join(out, 'store'), workers: options.workers, dryRun: false, command, options: { ...options, threads } }, environment);
    },
  );
}
