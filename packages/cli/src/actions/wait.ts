import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRun, RunWatcher } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { WaitOptions } from '../commands/runs.ts';
import { exitCodes } from '../exit-codes.ts';
import { statusText } from '../status-text.ts';
import { track } from '../track.ts';
import { reportRun } from './report-run.ts';

const pause = 1000;

export async function wait({ run: folder, tensorboard, mlflow }: WaitOptions, environment: CommandEnvironment): Promise<number> {
  const { terminal, signal } = environment;
  const run = await readRun(folder);
  const watcher = new RunWatcher(run);
  let found = await watcher.look();
  while (found.state === 'active') {
    terminal.progress({ label: 'jobs', done: found.counts.done, total: found.jobs.length });
    await sleep(pause, undefined, { signal });
    found = await watcher.look();
  }
  const { title } = await watcher.study();
  await track({ jobs: await watcher.jobs(), store: run.store, title, tensorBoard: tensorboard ? join(run.folder, 'tensorboard') : undefined, mlflow }, environment);
  if (found.state === 'stopped') {
    terminal.clearLine();
    terminal.alert(statusText(found, false));
    return exitCodes.failedJobs;
  }
  await reportRun(run, environment);
  return exitCodes.done;
}
