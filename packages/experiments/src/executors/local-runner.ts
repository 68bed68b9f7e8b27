import { fork } from 'node:child_process';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { LocatedStudy } from '../locations.ts';
import type { JobRunner } from './executor.ts';
import type { FromWorker, PlainError, ToWorker } from './worker-messages.ts';

/** Starts a worker process that runs jobs with a backend and models of its own. */
export function localRunner(located: LocatedStudy, jobs: readonly Job[]): JobRunner {
  const child = fork(new URL('./local-worker.js', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const send = (message: ToWorker) => {
    if (child.connected) child.send(message);
  };
  let exited: string | null = null;
  child.once('exit', (code, signal) => (exited = signal ?? `code ${code}`));
  send({ type: 'open', located, jobs: [...jobs] });
  return {
    run: (job, onProgress, signal) =>
      new Promise<void>((resolve, reject) => {
        const abort = () => send({ type: 'abort' });
        const settle = (finish: () => void) => {
          child.off('message', onMessage).off('exit', onExit);
          signal?.removeEventListener('abort', abort);
          finish();
        };
        const onExit = () => settle(() => reject(workerDied(job, exited)));
        const onMessage = (message: FromWorker) => {
          if (message.type === 'progress') onProgress(message.progress);
          else if (message.type === 'done') settle(resolve);
          else settle(() => reject(revive(message.error)));
        };
        if (exited !== null) return reject(workerDied(job, exited));
        child.on('message', onMessage).on('exit', onExit);
        signal?.addEventListener('abort', abort, { once: true });
        send({ type: 'run', key: job.key });
        if (signal?.aborted) abort();
      }),
    close: () =>
      new Promise<void>((resolve) => {
        if (exited !== null) return resolve();
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
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
