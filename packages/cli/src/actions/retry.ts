import { SkillNeuronsError } from '@skill-neurons/core';
import { forgetFailure, isAlive, jobsToRetry, readRun, retryRun, RunWatcher, submitRun, takeRun, thisProcess } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { RetryOptions } from '../commands/runs.ts';
import { exitCodes } from '../exit-codes.ts';
import { ownCommand } from '../own-command.ts';
import { StudyProgress } from '../study-progress.ts';
import { submittedText } from '../submitted-text.ts';
import { reportRun } from './report-run.ts';

export async function retry({ run: folder, failed }: RetryOptions, environment: CommandEnvironment): Promise<number> {
  const { terminal, signal } = environment;
  const run = await readRun(folder);
  environment.keepsWork(run.store);
  const { driver, executor } = run.record;
  if (executor !== 'slurm' && driver && isAlive(driver) === true) {
    throw new SkillNeuronsError({ code: 'RUN_ACTIVE', message: `process ${driver.pid} still drives this run`, where: run.folder, hint: '`skill-neurons cancel RUN` stops it' });
  }
  const watcher = new RunWatcher(run);
  const { jobs: statuses } = await watcher.look();
  const wanted = jobsToRetry(await watcher.jobs(), statuses, failed);
  for (const { key } of wanted) await forgetFailure(run.store, key);
  if (executor === 'slurm') {
    const submitted = await submitRun(run, { command: [...ownCommand(), 'job', 'run'], only: wanted, signal });
    terminal.result(submitted, submittedText(submitted, run.folder));
    return exitCodes.done;
  }
  const progress = new StudyProgress(terminal);
  progress.plan(wanted.length, 0);
  const outcome = await retryRun(await takeRun(run, thisProcess()), wanted, { onEvent: (event) => progress.event(event), signal });
  for (const { job, error } of outcome.failures) terminal.alert(`failed: ${job.label}: ${error.message}`);
  if (outcome.failures.length > 0) return exitCodes.failedJobs;
  const { state, counts } = await watcher.look();
  if (state === 'done') await reportRun(run, environment);
  else terminal.result({ counts }, `${wanted.length} jobs done; ${statuses.length - counts.done} are left: retry without --failed runs them`);
  return exitCodes.done;
}
