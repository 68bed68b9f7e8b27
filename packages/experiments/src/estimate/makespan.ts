import type { Job } from '../job.ts';
import { schedule } from '../executors/schedule.ts';

/** Seconds that `workers` processes take for the jobs, each as long as `secondsOf` says, in the order in which they would be run. */
export async function makespan(jobs: readonly Job[], done: ReadonlySet<string>, workers: number, secondsOf: (job: Job) => number): Promise<number> {
  // A clock that jumps to the next end of a job.
  const running: { until: number; finish: () => void }[] = [];
  let now = 0;
  const advance = () => {
    const [next] = running.sort((a, b) => a.until - b.until);
    if (!next) return;
    running.shift();
    now = next.until;
    next.finish();
  };
  const runner = {
    run: (job: Job) =>
      new Promise<'done'>((resolve) => {
        running.push({ until: now + secondsOf(job), finish: () => resolve('done') });
        if (running.length === 1) setImmediate(tick);
      }),
    close: async () => undefined,
  };
  const tick = () => {
    advance();
    if (running.length > 0) setImmediate(tick);
  };
  await schedule({ jobs, done, runners: Array.from({ length: Math.max(1, workers) }, () => runner), onEvent: () => undefined });
  return now;
}
