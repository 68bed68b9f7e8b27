import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';
import { mlflowOption, tensorboardOption } from './study-options.ts';

const runPositional = { type: 'string', demandOption: true, describe: 'output folder of a run' } as const;

const buildStatus = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .option('watch', { type: 'boolean', default: false, describe: 'show it again every two seconds until nothing runs' })
    .option('jobs', { type: 'boolean', default: false, describe: 'every job, not only those that run or failed' })
    .example('$0 status runs/first --watch', '');
const buildLogs = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .positional('job', { type: 'string', demandOption: true, describe: 'label of a job, or the start of its key' })
    .option('follow', { type: 'boolean', default: false, describe: 'go on showing what it says until it is done, has failed, or nobody works on the run' })
    .example('$0 logs runs/first "tune tiny-t5 films seed 1"', '')
    .example('$0 logs runs/first "tune tiny-t5 films seed 1" --follow', '');
const buildWait = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .option('tensorboard', tensorboardOption)
    .option('mlflow', mlflowOption)
    .example('$0 wait runs/first', 'until its jobs are done, then write the report')
    .example('$0 wait runs/first --mlflow http://localhost:5000', 'then send its tuning runs, wherever they ran');
const buildCancel = (yargs: Argv<object>) => yargs.positional('run', runPositional).example('$0 cancel runs/first', 'finished work and checkpoints are kept');
const buildRetry = (yargs: Argv<object>) =>
  yargs
    .positional('run', runPositional)
    .option('failed', { type: 'boolean', default: false, describe: 'only jobs that failed and those that waited for them' })
    .example('$0 retry runs/first --failed', '');
const buildJobRun = (yargs: Argv<object>) =>
  yargs
    .option('run', { ...runPositional })
    .option('key', { type: 'string', describe: 'key of the job', defaultDescription: 'none' })
    .option('keys', { type: 'string', describe: 'file of lines "index key" (in place of --key)', defaultDescription: 'none' })
    .option('index', { type: 'number', describe: 'index in that file', defaultDescription: 'none' })
    .example('$0 job run --run runs/first --key 1f0c...', 'what a cluster runs for each job of a study');

export type StatusOptions = OptionsOf<typeof buildStatus>;
export type LogsOptions = OptionsOf<typeof buildLogs>;
export type WaitOptions = OptionsOf<typeof buildWait>;
export type CancelOptions = OptionsOf<typeof buildCancel>;
export type RetryOptions = OptionsOf<typeof buildRetry>;
export type JobRunOptions = OptionsOf<typeof buildJobRun>;

export function addRunsCommands({ add, group }: CommandAdder): void {
  add('status <run>', 'how far a run is, wherever its jobs run', buildStatus, async (options, environment) => (await import('../actions/status.ts')).status(options, environment));
  add('logs <run> <job>', 'what a job said', buildLogs, async (options, environment) => (await import('../actions/logs.ts')).logs(options, environment));
  add('wait <run>', 'wait for a run and write its report', buildWait, async (options, environment) => (await import('../actions/wait.ts')).wait(options, environment));
  add('cancel <run>', 'stop a run: its driver here, or its jobs in the cluster', buildCancel, async (options, environment) => (await import('../actions/cancel.ts')).cancel(options, environment));
  add('retry <run>', 'run again what failed or was left', buildRetry, async (options, environment) => (await import('../actions/retry.ts')).retry(options, environment));
  group('job', 'single jobs of a run', (job) => {
    job.add('run', 'run one job of a run in this process', buildJobRun, async (options) => (await import('../actions/job-run.ts')).jobRun(options));
  });
}
