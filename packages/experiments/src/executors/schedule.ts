import type { Job } from '../job.ts';
import type { JobEvent, JobRunner } from './executor.ts';

export interface ScheduleOptions {
  /** In an order in which every job follows its inputs. */
  jobs: readonly Job[];
  isDone(job: Job): boolean;
  runners: readonly JobRunner[];
  onEvent: (event: JobEvent) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Gives each free runner the first job whose inputs are done, until none is left. A failed job stops only
 * the jobs that need it. Resolves when nothing more can run; rejects when `signal` aborts.
 */
export async function schedule({ jobs, isDone, runners, onEvent, signal }: ScheduleOptions): Promise<void> {
  const finished = new Set<string>();
  const failed = new Set<string>();
  let waiting: Job[] = [];
  for (const job of jobs) {
    if (isDone(job)) {
      finished.add(job.key);
      onEvent({ type: 'reused', job });
    } else waiting.push(job);
  }
  const free = [...runners];
  const running = new Set<Promise<void>>();

  const start = (job: Job, runner: JobRunner): void => {
    waiting = waiting.filter((other) => other !== job);
    onEvent({ type: 'started', job });
    const work = runner
      .run(job, (progress) => onEvent({ type: 'progress', job, progress }), signal)
      .then(
        () => {
          finished.add(job.key);
          onEvent({ type: 'done', job });
        },
        (error: unknown) => {
          failed.add(job.key);
          if (!signal?.aborted) onEvent({ type: 'failed', job, error: error instanceof Error ? error : new Error(String(error)) });
        },
      )
      .finally(() => {
        running.delete(work);
        free.push(runner);
      });
    running.add(work);
  };

  for (;;) {
    if (signal?.aborted) {
      await Promise.all(running);
      signal.throwIfAborted();
    }
    for (const job of waiting.filter((candidate) => needs(candidate).some((key) => failed.has(key)))) {
      failed.add(job.key);
      waiting = waiting.filter((other) => other !== job);
      onEvent({ type: 'skipped', job });
    }
    const ready = waiting.filter((job) => needs(job).every((key) => finished.has(key)));
    while (free.length > 0 && ready.length > 0) start(ready.shift()!, free.shift()!);
    if (running.size === 0) return;
    await Promise.race(running);
  }
}

function needs(job: Job): string[] {
  return Object.values(job.inputs);
}
