import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { isSkillNeuronsError } from '@skill-neurons/core';
import type { ArtifactStore } from './artifact-store.ts';
import type { Job } from './job.ts';
import type { JobContext } from './job-context.ts';
import { forgetFailure, recordFailure } from './store/job-failures.ts';
import { logLine } from './store/job-log.ts';
import type { LeaseTable } from './store/lease-table.ts';
import type { Workload } from './workloads/workload.ts';

export interface RunJobOptions {
  workload: Workload;
  store: ArtifactStore;
  leases: LeaseTable;
  /** Every job of the plan by key, to find inputs. */
  jobs: ReadonlyMap<string, Job>;
  onProgress: JobContext['onProgress'];
  signal?: AbortSignal | undefined;
}

/** `busy`: another process works on it. */
export type JobOutcome = 'done' | 'reused' | 'busy';

/** Runs one job whose inputs are done, and commits its artifact. Does nothing when it is done already, or when another process runs it. */
export async function runJob(job: Job, { workload, store, leases, jobs, onProgress, signal }: RunJobOptions): Promise<JobOutcome> {
  if (await store.isCurrent(job, jobs)) return 'reused';
  const lease = await leases.acquire(job.key);
  if (!lease) return 'busy';
  try {
    // The process that held the lease before may just have finished.
    if (await store.isCurrent(job, jobs)) return 'reused';
    if (existsSync(store.folderOf(job))) await store.displace(job);
    await logLine(store.root, job, `started on ${hostname()}, process ${process.pid}: ${job.label}`);
    const started = performance.now();
    const folder = await store.openWork(job);
    await workload.execute(job, {
      store, folder, signal,
      input: (name) => jobs.get(job.inputs[name] ?? '') ?? missing(job, name),
      onProgress: (event) => onProgress({ ...event, label: job.label }),
    });
    if (lease.lost) return 'busy';
    const seconds = (performance.now() - started) / 1000;
    await store.commit(job, { seconds, environment: { ...workload.environment, host: hostname() } }, jobs);
    await forgetFailure(store.root, job.key);
    await logLine(store.root, job, `done after ${seconds.toFixed(2)} s`);
    return 'done';
  } catch (error) {
    if (isSkillNeuronsError(error) && error.code === 'WORK_TAKEN_OVER') return 'busy';
    if (signal?.aborted) await logLine(store.root, job, 'interrupted');
    else {
      await recordFailure(store.root, job, error, hostname());
      await logLine(store.root, job, `failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    throw error;
  } finally {
    await lease.release();
  }
}

function missing(job: Job, name: string): never {
  throw new Error(`${job.label} has no input "${name}"`);
}
