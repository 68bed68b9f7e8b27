import { resolve, join } from 'node:path';
import { loadStudy, type Study } from '@skill-neurons/experiments';
import type { CommandAdder } from '../command.ts';
import { runAndReport } from '../run-and-report.ts';

export function addRunCommand(commands: CommandAdder): void {
  commands.add(
    'run <study>',
    'run a study file: tune, transfer, neurons, suppression, report',
    (yargs) =>
      yargs
        .positional('study', { type: 'string', demandOption: true, describe: 'YAML file' })
        .option('out', { type: 'string', default: 'runs', describe: 'folder for the report and the finished work; run again to go on' })
        .option('workers', { type: 'number', default: 0, describe: 'worker processes (0: everything in this one)' })
        .option('set', { type: 'string', array: true, default: [] as string[], describe: 'override a field, e.g. tuning.steps=50' })
        .option('dry-run', { type: 'boolean', default: false, describe: 'print the jobs and stop' })
        .example('$0 run study.yaml --out runs/first --workers 2', '')
        .epilogue('A study file needs title, models (folders or bundled names) and tasks (names or files);\nit may set seeds, tuning, splits, limits, neurons. The bundled demo study is an example.'),
    async (options, environment) => {
      const study: Study = await loadStudy(options.study, options.set);
      const out = resolve(options.out);
      const command = ['skill-neurons run', options.study, ...options.set.map((set) => `--set '${set}'`)].join(' ');
      return runAndReport({ study, out, store: join(out, 'store'), workers: options.workers, dryRun: options.dryRun, command, options }, environment);
    },
  );
}
