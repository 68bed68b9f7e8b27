import { prepareStudy, readRun, submitRun, writeRun, type LocatedStudy } from '@skill-neurons/experiments';
import type { CommandEnvironment } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { ownCommand } from './own-command.ts';
import { submittedText } from './submitted-text.ts';

/** Plans a study here and sends its jobs to the Slurm cluster that this machine belongs to. */
export async function runOnCluster(located: LocatedStudy, { out, command }: { out: string; command: string }, { terminal, signal }: CommandEnvironment): Promise<number> {
  const { stored, done } = await prepareStudy(located);
  const { threads, store, study } = located;
  const { jobs } = stored.plan;
  await writeRun(out, store, study, { plan: stored.digest, command, executor: 'slurm', workers: 0, ...(threads === undefined ? {} : { threads }) });
  terminal.note(done.size === 0 ? `${jobs.length} jobs` : `${jobs.length} jobs, ${done.size} of them done before`);
  const submitted = await submitRun(await readRun(out), { command: [...ownCommand(), 'job', 'run'], signal });
  terminal.result(submitted, submittedText(submitted, out));
  return exitCodes.done;
}
