import { setTimeout as sleep } from 'node:timers/promises';
import { readTextFile, SkillNeuronsError } from '@skill-neurons/core';
import { ArtifactStore } from '../artifact-store.ts';
import { readPlan } from '../plan-file.ts';
import { readRun } from '../run-folder.ts';
import { runJob } from '../run-job.ts';
import { recordFailure } from '../store/job-failures.ts';
import { logLine } from '../store/job-log.ts';
import { LeaseTable } from '../store/lease-table.ts';
import { openWorkload } from '../workloads/open-workload.ts';
import { requeue } from './slurm-commands.ts';
import { resourcesOf } from './slurm-settings.ts';

export interface ClusterJobOptions {
  /** Folder of the run. */
  run: string;
  /** The job's key, or a file of lines `index key` and the index. */
  key: string | { file: string; index: number };
  threads?: number | undefined;
}

/** The part of the environment that Slurm sets for a task. */
export interface SlurmEnvironment {
  SLURM_ARRAY_JOB_ID?: string | undefined;
  SLURM_ARRAY_TASK_ID?: string | undefined;
  SLURM_JOB_ID?: string | undefined;
  SLURM_RESTART_COUNT?: string | undefined;
  SLURM_CPUS_PER_TASK?: string | undefined;
}

/** Seconds between two looks at a job that another process works on. */
const pollSeconds = 1;

/**
 * Runs one job of a run in this process, as a task of a cluster. SIGUSR1, which Slurm sends before the time limit, saves a
 * checkpoint and queues the task again; SIGTERM, which it sends before it takes the node away, saves a checkpoint.
 * @returns exit code: 0 done or queued again, 143 after SIGTERM
 * @throws JOB_UNKNOWN, and what the job throws
 */
export async function runClusterJob({ run: folder, key: named, threads }: ClusterJobOptions, environment: SlurmEnvironment = process.env): Promise<number> {
  const controller = new AbortController();
  let received: NodeJS.Signals | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    received = signal;
    controller.abort();
  };
  const signals = ['SIGUSR1', 'SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const run = await readRun(folder);
    const stored = await readPlan(run.store, run.record.plan);
    const jobs = new Map(stored.plan.jobs.map((job) => [job.key, job]));
    const key = typeof named === 'string' ? named : await keyAt(named);
    const job = jobs.get(key);
    if (!job) throw new SkillNeuronsError({ code: 'JOB_UNKNOWN', message: 'the plan of this run has no such job', where: key, hint: 'the run was planned anew since: submit it again' });

    const task = taskOf(environment);
    const store = new ArtifactStore(run.store);
    const leases = new LeaseTable(run.store, { clusterJob: task ?? undefined });
    const cpus = environment.SLURM_CPUS_PER_TASK;
    const workload = await openWorkload(stored, { store: run.store, threads: threads ?? run.record.threads ?? (cpus === undefined ? undefined : Number(cpus)) });
    try {
      while ((await runJob(job, { workload, store, leases, jobs, onProgress: () => undefined, signal: controller.signal })) === 'busy') {
        await sleep(pollSeconds * 1000, undefined, { signal: controller.signal });
      }
      return 0;
    } catch (error) {
      if (received === null) throw error;
      if (received !== 'SIGUSR1' || task === null) {
        // A preempted job is queued again by Slurm itself, a cancelled one is not.
        await logLine(run.store, job, `told to end by ${received}: saved`);
        return 143;
      }
      const { max_num_timeout } = resourcesOf(stored.located.study.slurm ?? {}, job.kind);
      const restarts = Number(environment.SLURM_RESTART_COUNT ?? 0);
      if (restarts >= max_num_timeout) {
        const timeout = new SkillNeuronsError({ code: 'SLURM_TIMEOUT', message: `ran out of time ${restarts + 1} times`, where: job.label, hint: 'raise timeout_min or max_num_timeout in the slurm settings; the checkpoint is kept' });
        await recordFailure(run.store, job, timeout, 'slurm');
        throw timeout;
      }
      await logLine(run.store, job, `out of time: saved and queued again as ${task}`);
      await requeue(task);
      return 0;
    } finally {
      await workload.close();
    }
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function keyAt({ file, index }: { file: string; index: number }): Promise<string> {
  const lines = (await readTextFile(file, 'list of jobs')).split('\n').map((line) => line.split(' '));
  const found = lines.find(([number]) => Number(number) === index)?.[1];
  if (found === undefined) throw new SkillNeuronsError({ code: 'JOB_UNKNOWN', message: `no job has the index ${index}`, where: file });
  return found;
}

function taskOf({ SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: index, SLURM_JOB_ID: job }: SlurmEnvironment): string | null {
  if (array !== undefined && index !== undefined) return `${array}_${index}`;
  return job ?? null;
}
