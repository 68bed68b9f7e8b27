import { setTimeout as sleep } from 'node:timers/promises';
import { readRun, RunWatcher } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { StatusOptions } from '../commands/runs.ts';
import { exitCodes } from '../exit-codes.ts';
import { statusText } from '../status-text.ts';

const pause = 2000;

export async function status({ run, watch, jobs, json }: StatusOptions, { terminal, signal }: CommandEnvironment): Promise<number> {
  const watcher = new RunWatcher(await readRun(run));
  let found = await watcher.look();
  const live = watch && process.stdout.isTTY && !json;
  while (watch && found.state === 'active') {
    if (live) process.stdout.write(`\x1b[2J\x1b[H${statusText(found, jobs)}\n`);
    else terminal.note(`${found.counts.done} of ${found.jobs.length} done, ${found.counts.running} running, ${found.counts.queued} queued, ${found.counts.failed} failed`);
    await sleep(pause, undefined, { signal });
    found = await watcher.look();
  }
  if (live) process.stdout.write('\x1b[2J\x1b[H');
  terminal.result(found, statusText(found, jobs));
  return found.state === 'stopped' && found.counts.failed > 0 ? exitCodes.failedJobs : exitCodes.done;
}
