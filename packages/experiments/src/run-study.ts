import type { StudyResults } from '@skill-neurons/reporting';
import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from './artifact-store.ts';
import { assembleResults } from './assemble-results.ts';
import type { JobEvent, JobRunner } from './executors/executor.ts';
import { inlineRunner } from './executors/inline-runner.ts';
import { localRunner } from './executors/local-runner.ts';
import { schedule } from './executors/schedule.ts';
import type { Job } from './job.ts';
import type { LocatedStudy } from './locations.ts';
import { planStudy, type Plan } from './plan.ts';
import { Workspace } from './workspace.ts';

export interface RunStudyOptions {
  located: LocatedStudy;
  /** Worker processes; 0 runs everything in this process. */
  workers?: number;
  /** For the report: the command that makes these results again. */
  command?: string;
  /** Plan only. */
  dryRun?: boolean;
  /** Called once the plan is known. */
  onPlan?: (plan: Plan, done: number) => void;
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal | undefined;
}

export interface StudyOutcome {
  plan: Plan;
  /** null when jobs failed: a report of half a study would mislead. */
  results: StudyResults | null;
  failures: { job: Job; error: Error }[];
  skipped: Job[];
}

/** Plans a study, runs what is not done yet and gathers the results. Can be interrupted and called again. */
export async function runStudy({ located, workers = 0, command, dryRun = false, onPlan, onEvent, signal }: RunStudyOptions): Promise<StudyOutcome> {
  const { name: backend } = await useBackend(located.backend, located.threads === undefined ? {} : { threads: located.threads });
  // Workers must run what was planned: the backend is chosen once.
  const settled: LocatedStudy = { ...located, backend };
  const workspace = new Workspace(settled);
  const store = new ArtifactStore(located.store);
  const plan = await planStudy(workspace);
  const unfinished = plan.jobs.filter((job) => !store.isDone(job));
  onPlan?.(plan, plan.jobs.length - unfinished.length);

  if (dryRun) {
    await workspace.dispose();
    return { plan, results: null, failures: [], skipped: [] };
  }
  const failures: StudyOutcome['failures'] = [];
  const skipped: Job[] = [];
  const byKey = new Map(plan.jobs.map((job) => [job.key, job]));
  const count = Math.min(workers, unfinished.length);
  const runners: JobRunner[] =
    count > 0 ? Array.from({ length: count }, () => localRunner(settled, plan.jobs)) : [inlineRunner(workspace, store, byKey)];
  try {
    await schedule({
      jobs: plan.jobs,
      isDone: (job) => store.isDone(job),
      runners,
      signal,
      onEvent: (event) => {
        if (event.type === 'failed') failures.push({ job: event.job, error: event.error });
        if (event.type === 'skipped') skipped.push(event.job);
        onEvent?.(event);
      },
    });
    const results = failures.length > 0 ? null : await assembleResults({ plan, store, workspace, backend, command });
    return { plan, results, failures, skipped };
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
    await workspace.dispose();
  }
}
