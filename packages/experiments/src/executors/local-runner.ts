import { fork, type ChildProcess } from 'node:child_process';
import { SkillNeuronsError, type ProgressEvent } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { JobOutcome } from '../run-job.ts';
import type { JobRunner, OpenRunners } from './executor.ts';
import type { FromWorker, PlainError, ToWorker, WorkerSettings } from './worker-messages.ts';

interface Worker {
  child: ChildProcess;
  /** How the process ended. */
  exited: string | null;
  send(message: ToWorker): void;
}

/**
 * Runs jobs in a worker process with a backend and models of its own. A process that dies is replaced for the next job.
 * @param program the Node.js that workers run in
 */
export function localRunner(settings: WorkerSettings, program = process.execPath): JobRunner {
  let worker = startWorker(settings, program);
  return {
    run(job, onProgress, signal) {
      if (worker.exited !== null) worker = startWorker(settings, program);
      return runIn(worker, job, onProgress, signal);
    },
    close: () =>
      new Promise<void>((resolve) => {
        if (worker.exited !== null) return resolve();
        worker.child.once('exit', () => resolve());
        worker.child.disconnect();
      }),
  };
}

/** A worker process for each job that may run side by side. */
export const localRunners: OpenRunners = ({ stored, store, workers, threads }) =>
  Array.from({ length: workers }, () => localRunner({ store: store.root, digest: stored.digest, threads }));

function startWorker(settings: WorkerSettings, program: string): Worker {
  const child = fork(new URL('./local-worker.js', import.meta.url), { execPath: program, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const worker: Worker = {
    child,
    exited: null,
    send(message) {
      // A process that is gone shows in its exit event; what could not be sent is no error of its own.
      if (child.connected) child.send(message, () => undefined);
    },
  };
  child.once('exit', (code, signal) => (worker.exited = signal ?? `code ${code}`));
  child.once('error', (error) => (worker.exited ??= error.message));
  worker.send({ type: 'open', ...settings });
  return worker;
}

function runIn(worker: Worker, job: Job, onProgress: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<JobOutcome> {
  const { child } = worker;
  return new Promise<JobOutcome>((resolve, reject) => {
    const abort = () => worker.send({ type: 'abort' });
    const settle = (finish: () => void) => {
      child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
      signal?.removeEventListener('abort', abort);
      finish();
    };
    const onEnd = () => settle(() => reject(workerDied(job, worker.exited)));
    const onMessage = (message: FromWorker) => {
      if (message.type === 'progress') onProgress(message.progress);
      else if (message.type === 'ended') settle(() => resolve(message.outcome));
      else settle(() => reject(revive(message.error)));
    };
    // A process that could not be started has an error and no exit.
    child.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
    signal?.addEventListener('abort', abort, { once: true });
    worker.send({ type: 'run', key: job.key });
    if (signal?.aborted) abort();
  });
}

function workerDied(job: Job, how: string | null): SkillNeuronsError {
  return new SkillNeuronsError({
    code: 'WORKER_DIED',
    message: `the worker process ended (${how ?? 'unknown'})`,
    where: job.label,
    hint: 'it may have run out of memory: try fewer --workers; finished jobs are kept',
    kind: 'environment',
  });
}

function revive({ message, stack, code, where, hint, kind }: PlainError): Error {
  if (code !== undefined) return new SkillNeuronsError({ code, message, where, ...(hint === undefined ? {} : { hint }), ...(kind === undefined ? {} : { kind }) });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
