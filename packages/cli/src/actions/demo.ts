import { join, resolve } from 'node:path';
import { demoStudyFile, loadStudy } from '@skill-neurons/experiments';
import { runAgain } from '../run-again.ts';
import { runAndReport } from '../run-and-report.ts';
import type { CommandEnvironment } from '../command.ts';
import { usualWorkers, type DemoOptions } from '../commands/demo.ts';

const quickSettings = ['seeds=[1]', 'tuning.masked-lm.steps=20', 'tuning.encoder-decoder.steps=40', 'neurons.randomDraws=1', 'neurons.suppress=[0, 20]'];

export async function demo(options: DemoOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const study = await loadStudy(demoStudyFile, options.quick ? quickSettings : []);
  const out = resolve(options.out);
  // One thread a process: the bundled models are too small to share a step among threads.
  const threads = options.threads ?? (options.workers > 0 ? 1 : undefined);
  const command = runAgain('demo', options, usualWorkers());
  return runAndReport({ study, out, store: join(out, 'store'), workers: options.workers, dryRun: false, command, options: { ...options, threads } }, environment);
}

