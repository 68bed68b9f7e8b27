import { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { readPlan, type StoredPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import { phaseOf, placesOf, readSubmissions } from '../slurm/submissions.ts';
import { queueOf } from '../slurm/slurm-commands.ts';
import { findCurrent } from '../store/find-current.ts';
import { readFailure, type JobFailure } from '../store/job-failures.ts';
import { LeaseTable } from '../store/lease-table.ts';
import { isAlive } from '../store/process-identity.ts';
import type { Study } from '../study-schema.ts';

/**
 * `queued` in the cluster; `ready` but nobody runs it; `waiting` for its inputs; `blocked` by one that failed; `interrupted`: whoever
 * ran it has ended.
 */
export type JobState = 'done' | 'running' | 'queued' | 'ready' | 'waiting' | 'failed' | 'blocked' | 'interrupted';

/** Where a job stands. */
export interface JobStatus {
  key: string;
  kind: string;
  label: string;
  state: JobState;
  /** Who runs it, where it stands in the queue, or why it failed. */
  detail: string;
  failure: JobFailure | null;
}

/** Where a run stands. */
export interface RunStatus {
  jobs: JobStatus[];
  counts: Record<JobState, number>;
  /** `active`: something runs or is queued; `stopped`: jobs are left that nobody works on. */
  state: 'done' | 'active' | 'stopped';
}

/** Looks at a run from outside, as often as asked; what other machines do is judged by how it changes between two looks. */
export class RunWatcher {
  readonly run: Run;
  private readonly leases: LeaseTable;
  private stored: StoredPlan | null = null;
  /** Digest of `stored`. */
  private plan = '';

  constructor(run: Run) {
    this.run = run;
    this.leases = new LeaseTable(run.store);
  }

  async jobs(): Promise<readonly Job[]> {
    return (await this.planned()).plan.jobs;
  }

  /** The study as it was planned. */
  async study(): Promise<Study> {
    return (await this.planned()).located.study;
  }

  private async planned(): Promise<StoredPlan> {
    const { store, record } = this.run;
    if (this.stored === null || this.plan !== record.plan) this.stored = await readPlan(store, record.plan);
    this.plan = record.plan;
    return this.stored;
  }

  async look(): Promise<RunStatus> {
    const jobs = await this.jobs();
    const store = new ArtifactStore(this.run.store);
    const done = await findCurrent(store, jobs);
    const leases = await this.leases.list();
    const submissions = await readSubmissions(this.run);
    const places = placesOf(submissions, done.size === jobs.length ? [] : await queueOf(submissions.map(({ id }) => id)));
    const states = new Map<string, JobState>();
    const found: JobStatus[] = [];
    for (const job of jobs) {
      const failure = done.has(job.key) ? null : await readFailure(store.root, job.key);
      const place = places.get(job.key);
      const phase = place?.task ? phaseOf(place.task.state) : 'ended';
      const lease = leases.get(job.key);
      const inputs = Object.values(job.inputs).map((key) => states.get(key));
      let state: JobState;
      let detail = '';
      if (done.has(job.key)) state = 'done';
      else if (lease && !lease.stale) [state, detail] = ['running', lease.owner ? `${lease.owner.host.split('/')[0]}, process ${lease.owner.pid}` : ''];
      else if (phase === 'running') [state, detail] = ['running', `${place!.array}_${place!.index} ${place!.task!.state}`];
      else if (phase === 'queued') [state, detail] = ['queued', `${place!.array}_${place!.index} ${place!.task!.reason}`];
      else if (failure) [state, detail] = ['failed', failure.message];
      else if (inputs.some((input) => input === 'failed' || input === 'blocked')) state = 'blocked';
      else if (lease) [state, detail] = ['interrupted', 'its process has ended'];
      else if (place?.task && !['COMPLETED', 'CANCELLED'].includes(place.task.state)) [state, detail] = ['failed', `Slurm: ${place.task.state} ${place.task.reason}`];
      else state = inputs.every((input) => input === 'done' || input === undefined) ? 'ready' : 'waiting';
      states.set(job.key, state);
      found.push({ key: job.key, kind: job.kind, label: job.label, state, detail, failure });
    }
    const counts: RunStatus['counts'] = { done: 0, running: 0, queued: 0, ready: 0, waiting: 0, failed: 0, blocked: 0, interrupted: 0 };
    for (const { state } of found) counts[state]++;
    const { driver } = this.run.record;
    const driven = driver !== undefined && isAlive(driver) === true && driver.pid !== process.pid;
    const active = counts.running + counts.queued > 0 || driven;
    return { jobs: found, counts, state: counts.done === jobs.length ? 'done' : active ? 'active' : 'stopped' };
  }
}
