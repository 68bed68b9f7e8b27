// Entry of a worker process: runs the jobs that the main process names, one at a time.
import { isSkillNeuronsError } from '@skill-neurons/core';
import { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { readPlan } from '../plan-file.ts';
import { runJob, type RunJobOptions } from '../run-job.ts';
import { LeaseTable } from '../store/lease-table.ts';
import { openWorkload } from '../workloads/open-workload.ts';
import type { FromWorker, PlainError, ToWorker, WorkerSettings } from './worker-messages.ts';

type Opened = Pick<RunJobOptions, 'workload' | 'store' | 'leases'> & { jobs: ReadonlyMap<string, Job> };

let opened: Promise<Opened> | null = null;
let abort = new AbortController();

const send = (message: FromWorker) => process.send?.(message);

// Ctrl-C reaches the whole process group; the main process decides and sends `abort`.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if (message.type === 'abort') abort.abort();
  else if (message.type === 'open') (opened = open(message)).catch(() => undefined);
  else void run(message.key);
});

async function open({ store, digest, threads }: WorkerSettings): Promise<Opened> {
  const plan = await readPlan(store, digest);
  return {
    workload: await openWorkload(plan, { store, threads }),
    store: new ArtifactStore(store),
    leases: new LeaseTable(store),
    jobs: new Map(plan.plan.jobs.map((job) => [job.key, job])),
  };
}

async function run(key: string): Promise<void> {
  abort = new AbortController();
  let lastProgress = 0;
  try {
    const { jobs, ...rest } = await opened!;
    const job = jobs.get(key);
    if (!job) throw new Error(`no job ${key} in this study`);
    const outcome = await runJob(job, {
      ...rest, jobs,
      signal: abort.signal,
      onProgress: (progress) => {
        const now = performance.now();
        if (now - lastProgress < 100) return;
        lastProgress = now;
        send({ type: 'progress', progress });
      },
    });
    send({ type: 'ended', outcome });
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
