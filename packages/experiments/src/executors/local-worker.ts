// Entry of a worker process: runs the jobs that the main process names, one at a time.
import { isSkillNeuronsError } from '@skill-neurons/core';
import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { runJob } from '../run-job.ts';
import { Workspace } from '../workspace.ts';
import type { FromWorker, PlainError, ToWorker } from './worker-messages.ts';

interface Opened {
  workspace: Workspace;
  store: ArtifactStore;
  jobs: ReadonlyMap<string, Job>;
}

let opened: Promise<Opened> | null = null;
let abort = new AbortController();

const send = (message: FromWorker) => process.send?.(message);

// Ctrl-C reaches the whole process group; the main process decides and sends `abort`.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if (message.type === 'abort') abort.abort();
  else if (message.type === 'open') opened = open(message);
  else void run(message.key);
});

async function open({ located, jobs }: Extract<ToWorker, { type: 'open' }>): Promise<Opened> {
  await useBackend(located.backend, located.threads === undefined ? {} : { threads: located.threads });
  return { workspace: new Workspace(located), store: new ArtifactStore(located.store), jobs: new Map(jobs.map((job) => [job.key, job])) };
}

async function run(key: string): Promise<void> {
  abort = new AbortController();
  let lastProgress = 0;
  try {
    const { workspace, store, jobs } = await opened!;
    const job = jobs.get(key);
    if (!job) throw new Error(`no job ${key} in this study`);
    await runJob(job, {
      workspace, store, jobs,
      signal: abort.signal,
      onProgress: (progress) => {
        const now = performance.now();
        if (now - lastProgress < 100) return;
        lastProgress = now;
        send({ type: 'progress', progress });
      },
    });
    send({ type: 'done' });
  } catch (error) {
    send({ type: 'failed', error: plain(error) });
  }
}

function plain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (!isSkillNeuronsError(error)) return { message, stack };
  return { message, stack, code: error.code, where: error.where, hint: error.hint, kind: error.kind };
}
