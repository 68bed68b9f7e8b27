import { isSkillNeuronsError } from '@skill-neurons/core';
import type { Job } from '../job.ts';
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
export async function schedule({ jobs, done, runners, onEvent, signal, pollSeconds = 0.3 }: ScheduleOptions): Promise<void> {
  const { dependents, missing } = graphOf(jobs, done);
  const ready = new ReadyQueue();
  const stopped = new Set<number>();
  const starts = new Map<number, number>();
  const free = [...runners];
  const timers = new Set<NodeJS.Timeout>();
  let running = 0;
  let wake: () => void = () => undefined;
  jobs.forEach((job, position) => {
    if (done.has(job.key)) onEvent({ type: 'reused', job });
    else if (missing[position] === 0) ready.push(position);
  });

  const finish = (position: number): void => {
    for (const dependent of dependents[position]!) if (--missing[dependent]! === 0 && !stopped.has(dependent)) ready.push(dependent);
  };
  const stopDependents = (position: number): void => {
    const open = [...dependents[position]!];
    const skipped: number[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (stopped.has(next) || done.has(jobs[next]!.key)) continue;
      stopped.add(next);
      skipped.push(next);
      open.push(...dependents[next]!);
    }
    for (const next of skipped.sort((a, b) => a - b)) onEvent({ type: 'skipped', job: jobs[next]! });
  };
  const lookAgain = (position: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      ready.push(position);
      wake();
    }, pollSeconds * 1000);
    timers.add(timer);
  };

  const start = async (position: number, runner: JobRunner): Promise<void> => {
    const job = jobs[position]!;
    starts.set(position, (starts.get(position) ?? 0) + 1);
    onEvent({ type: 'started', job });
    try {
      const outcome = await runner.run(job, (progress) => onEvent({ type: 'progress', job, progress }), signal);
      if (outcome === 'busy') {
        starts.delete(position);
        onEvent({ type: 'elsewhere', job });
        lookAgain(position);
        return;
      }
      onEvent({ type: outcome, job });
      finish(position);
    } catch (thrown) {
      if (signal?.aborted) return;
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (isSkillNeuronsError(error) && error.code === 'WORKER_DIED' && starts.get(position)! < startsPerJob) {
        onEvent({ type: 'retried', job, error });
        ready.push(position);
        return;
      }
      onEvent({ type: 'failed', job, error });
      stopDependents(position);
    }
  };

  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    for (;;) {
      while (!signal?.aborted && free.length > 0 && ready.size > 0) {
        const runner = free.shift()!;
        running++;
        void start(ready.pop()!, runner).finally(() => {
          running--;
          free.push(runner);
          wake();
        });
      }
      if (signal?.aborted && running === 0) signal.throwIfAborted();
      if (running === 0 && timers.size === 0 && ready.size === 0) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Who waits for whom, by position; inputs that are done or not in the plan are not waited for. */
function graphOf(jobs: readonly Job[], done: ReadonlySet<string>): { dependents: number[][]; missing: number[] } {
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
