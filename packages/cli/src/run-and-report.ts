import { join } from 'node:path';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { defaultExecutor, locateStudy, runStudy, thisProcess, writeRun, type ExecutorName, type JobEvent, type Study } from '@skill-neurons/experiments';
import { writeReport } from '@skill-neurons/reporting';
import type { CommandEnvironment, GlobalOptions } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { planJson, planText } from './plan-text.ts';
import { runOnCluster } from './run-on-cluster.ts';
import { StudyProgress } from './study-progress.ts';
import { track } from './track.ts';
import { precisions } from './weight-precision.ts';

export interface RunAndReportOptions {
  study: Study;
  /** Folder for the report. */
  out: string;
  /** Folder of the artifact store. */
  store: string;
  workers: number;
  /** Where the jobs run; by default here, in `workers` processes. */
  executor?: ExecutorName | 'slurm' | undefined;
  dryRun: boolean;
  /** With `dryRun`: calibrate and say what it would take. */
  estimate?: boolean;
  /** Event files of the tuning runs in OUT/tensorboard. */
  tensorboard?: boolean;
  /** MLflow server that gets the tuning runs. */
  mlflow?: string | undefined;
  /** For the report: how to make it again. */
  command: string;
  options: GlobalOptions;
}

/** Runs a study with progress on stderr and writes its report. */
export async function runAndReport({ study, out, store, workers: asked, executor, dryRun, estimate = false, tensorboard = false, mlflow, command, options }: RunAndReportOptions, environment: CommandEnvironment): Promise<number> {
  const { terminal, signal } = environment;
  if (!dryRun) environment.keepsWork(store);
  const workers = executor === 'inline' ? 0 : executor === 'local' ? Math.max(1, asked) : asked;
  const { backend, threads, device, weights, includePath, dataDir } = options;
  const located = await locateStudy(study, { includePaths: includePath, dataFolder: dataDir, backend, threads, device, precision: precisions[weights], store, onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal });
  if (executor === 'slurm' && !dryRun) return runOnCluster(located, { out, command }, environment);
  const progress = new StudyProgress(terminal);
  const outcome = await runStudy({
    located, executor: executor === 'slurm' ? undefined : executor, workers, dryRun, estimate, command, signal,
    onPlan: async (plan, done, stored) => {
      progress.plan(plan.jobs.length, done);
      if (stored) await writeRun(out, store, study, { plan: stored.digest, command, executor: executor === undefined || executor === 'slurm' ? defaultExecutor(workers) : executor, workers, ...(threads === undefined ? {} : { threads }), driver: thisProcess() });
    },
    onEvent: (event: JobEvent) => progress.event(event),
  });
  if (dryRun) {
    const { plan, estimate: found } = outcome;
    terminal.result({ jobs: planJson(plan.jobs), estimate: found }, planText(plan.jobs, found));
    return exitCodes.done;
  }
  await track({ jobs: outcome.plan.jobs, store, title: study.title, tensorBoard: tensorboard ? join(out, 'tensorboard') : undefined, mlflow }, environment);
  for (const { job, error } of outcome.failures) {
    const detail = isSkillNeuronsError(error) ? `${error.code}: ${error.oneLine}` : error.message;
    terminal.alert(`failed: ${job.label}: ${detail}`);
    if (options.debug) terminal.alert(String(error.stack));
  }
  if (!outcome.results) {
    terminal.alert(`${outcome.failures.length} jobs failed and ${outcome.skipped.length} could not start; finished work is kept in ${store}: run the same command to try again`);
    return exitCodes.failedJobs;
  }
  const written = await writeReport(outcome.results, out, { onProgress: terminal.progress, signal });
  terminal.result(written, `report ${written.report}\nresults ${written.results}`);
  return exitCodes.done;
}
