import { resolve, join } from 'node:path';
import { loadStudy, type Study } from '@skill-neurons/experiments';
import { runAgain } from '../run-again.ts';
import { runAndReport } from '../run-and-report.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RunOptions } from '../commands/run.ts';

export async function run(options: RunOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const study: Study = await loadStudy(options.study, options.set);
  const out = resolve(options.out);
  return runAndReport({ study, out, store: options.store === undefined ? join(out, 'store') : resolve(options.store), workers: options.workers, executor: options.executor, dryRun: options.dryRun, estimate: options.estimate, tensorboard: options.tensorboard, mlflow: options.mlflow, command: runAgain('run', options), options }, environment);
}

