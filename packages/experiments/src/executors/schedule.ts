import { isSkillNeuronsError } from '@skill-neurons/core';
import type { Job } from '../job.ts';
import type { JobOutcome } from '../run-job.ts';
import type { JobEvent, JobRunner } from './executor.ts';
import { ReadyQueue } from './ready-queue.ts';

export interface ScheduleOptions {
  /** In an order in which every job follows its inputs. */
  jobs: readonly Job[];
  /** Keys of the jobs that need not run. */
  done: ReadonlySet<string>;
  runners: readonly JobRunner[];
  onEvent: (event: JobEvent) => void;
  signal?: AbortSignal | undefined;
  /** Seconds after which a job that another process works on is looked at again. Default 0.3. */
  pollSeconds?: number;
}

/** How often a job whose process died is started in all. */
const startsPerJob = 3;

/**
 * Gives each free runner the first job whose inputs are done, until none is left. A failed job stops only
 * the jobs that need it. Resolves when nothing more can run; rejects when `signal` aborts.
 */
export async function schedule(options: ScheduleOptions): Promise<void> {
  await new Scheduler(options).run();
}

/** Jobs are known by their position in the list. */
class Scheduler {
  private readonly options: ScheduleOptions;
  private readonly graph: JobGraph;
  private readonly ready = new ReadyQueue();
  private readonly free: JobRunner[];
  /** Jobs that need a failed one. */
  private readonly stopped = new Set<number>();
  /** How often a job was started whose process died. */
  private readonly starts = new Map<number, number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private running = 0;
  /** What the listener of events threw. */
  private failure: { error: unknown } | undefined;
  private wake: () => void = () => undefined;

  constructor(options: ScheduleOptions) {
    this.options = options;
    this.graph = graphOf(options.jobs, options.done);
    this.free = [...options.runners];
  }

  async run(): Promise<void> {
    const { jobs, done, onEvent, signal } = this.options;
    jobs.forEach((job, position) => {
      if (done.has(job.key)) onEvent({ type: 'reused', job });
      else if (this.graph.missing[position] === 0) this.ready.push(position);
    });
    const onAbort = () => this.wake();
    signal?.addEventListener('abort', onAbort);
    try {
      for (;;) {
        const ending = signal?.aborted === true || this.failure !== undefined;
        while (!ending && this.free.length > 0 && this.ready.size > 0) this.launch(this.ready.pop()!, this.free.shift()!);
        if (ending && this.running === 0) break;
        if (this.running === 0 && this.timers.size === 0 && this.ready.size === 0) return;
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      for (const timer of this.timers) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
    if (this.failure !== undefined) throw this.failure.error;
    signal?.throwIfAborted();
  }

  private launch(position: number, runner: JobRunner): void {
    this.running++;
    this.start(position, runner)
      .catch((error: unknown) => (this.failure ??= { error }))
      .finally(() => {
        this.running--;
        this.free.push(runner);
        this.wake();
      });
  }

  private async start(position: number, runner: JobRunner): Promise<void> {
    const { jobs, onEvent, signal } = this.options;
    const job = jobs[position]!;
    onEvent({ type: 'started', job });
    let outcome: JobOutcome;
    try {
      outcome = await runner.run(job, (progress) => onEvent({ type: 'progress', job, progress }), signal);
    } catch (thrown) {
      if (!signal?.aborted) this.fail(position, thrown instanceof Error ? thrown : new Error(String(thrown)));
      return;
    }
    this.starts.delete(position);
    if (outcome === 'busy') {
      onEvent({ type: 'elsewhere', job });
      this.lookAgain(position);
    } else {
      onEvent({ type: outcome, job });
      this.finish(position);
    }
  }

  private finish(position: number): void {
    const { dependents, missing } = this.graph;
    for (const dependent of dependents[position]!) if (--missing[dependent]! === 0 && !this.stopped.has(dependent)) this.ready.push(dependent);
  }

  private fail(position: number, error: Error): void {
    const { jobs, onEvent } = this.options;
    const job = jobs[position]!;
    const starts = (this.starts.get(position) ?? 0) + 1;
    this.starts.set(position, starts);
    if (isSkillNeuronsError(error) && error.code === 'WORKER_DIED' && starts < startsPerJob) {
      onEvent({ type: 'retried', job, error });
      this.ready.push(position);
    } else {
      onEvent({ type: 'failed', job, error });
      this.stopDependents(position);
    }
  }

  private stopDependents(position: number): void {
    const { jobs, done, onEvent } = this.options;
    const { dependents } = this.graph;
    const open = [...dependents[position]!];
    const skipped: number[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.stopped.has(next) || done.has(jobs[next]!.key)) continue;
      this.stopped.add(next);
      skipped.push(next);
      open.push(...dependents[next]!);
    }
    for (const next of skipped.sort((a, b) => a - b)) onEvent({ type: 'skipped', job: jobs[next]! });
  }

  private lookAgain(position: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.ready.push(position);
      this.wake();
    }, (this.options.pollSeconds ?? 0.3) * 1000);
    this.timers.add(timer);
  }
}

interface JobGraph {
  /** Jobs that wait for each. */
  dependents: number[][];
  /** How many inputs each still waits for. */
  missing: number[];
}

/** Who waits for whom, by position; inputs that are done or not in the plan are not waited for. */
function graphOf(jobs: readonly Job[], done: ReadonlySet<string>): JobGraph {
  const positions = new Map(jobs.map(({ key }, position) => [key, position]));
  const dependents = jobs.map((): number[] => []);
  const missing = jobs.map(({ inputs }, position) => {
    const waitsFor = new Set(Object.values(inputs).filter((key) => !done.has(key)));
    for (const key of waitsFor) {
      const input = positions.get(key);
      if (input === undefined) waitsFor.delete(key);
      else dependents[input]!.push(position);
    }
    return waitsFor.size;
  });
  return { dependents, missing };
}
