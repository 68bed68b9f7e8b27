import { dirname } from 'node:path';
import { isSkillNeuronsError } from '@skill-neurons/core';
import type { StudyResults } from '@skill-neurons/reporting';
import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from './artifact-store.ts';
import { assembleResults } from './assemble-results.ts';
import { estimatePlan, type PlanEstimate } from './estimate/estimate-plan.ts';
import { executePlan } from './execute-plan.ts';
import type { JobEvent } from './executors/executor.ts';
import type { ExecutorName } from './executors/executors.ts';
import { threadShare } from './executors/thread-share.ts';
import type { Job } from './job.ts';
import type { LocatedStudy } from './locations.ts';
import { writePlan, type StoredPlan } from './plan-file.ts';
import { planStudy, type Plan } from './plan.ts';
import { findCurrent } from './store/find-current.ts';
import { studyWorkload } from './workloads/study-workload.ts';
import { Workspace } from './workspace.ts';

export interface RunStudyOptions {
  located: LocatedStudy;
  /** Where the jobs run; by default as `workers` says. */
  executor?: ExecutorName | undefined;
  /** Worker processes; 0 runs everything in this process. */
  workers?: number;
  /** For the report: the command that makes these results again. */
  command?: string;
  /** Plan only. */
  dryRun?: boolean;
  /** With `dryRun`: what the run would take, which calibrates this machine where the store knows nothing yet. */
  estimate?: boolean;
  /** Called once the plan is known, and before anything runs. */
  onPlan?: (plan: Plan, done: number, stored: StoredPlan | null) => void | Promise<void>;
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal | undefined;
}

/** What came of a study. */
export interface StudyOutcome {
  plan: Plan;
  /** null when jobs failed: a report of half a study would mislead. */
  results: StudyResults | null;
  failures: { job: Job; error: Error }[];
  skipped: Job[];
  /** Of a dry run that was asked for one. */
  estimate?: PlanEstimate;
}

/** How often results that turn out to be damaged are computed again within one call. */
const repairs = 3;

/**
 * Plans a study, runs what is not done yet and gathers the results. Can be interrupted and called again, also by several processes
 * at a time. A stored result that turns out to be damaged is set aside and computed again.
 */
export async function runStudy({ located, executor, workers = 0, command, dryRun = false, estimate = false, onPlan, onEvent, signal }: RunStudyOptions): Promise<StudyOutcome> {
  const threads = located.threads ?? (workers > 0 ? threadShare(workers) : undefined);
  const { name: backend } = await useBackend(located.backend, { threads, device: located.device });
  // Workers must run what was planned: the backend is chosen once.
  const settled: LocatedStudy = { ...located, backend, threads };
  const workspace = new Workspace(settled);
  try {
    const store = new ArtifactStore(located.store);
    const plan = await planStudy(workspace);
    const done = await findCurrent(store, plan.jobs);
    if (dryRun) {
      await onPlan?.(plan, done.size, null);
      const found = estimate ? { estimate: await estimatePlan({ jobs: plan.jobs, store, workspace, workers, signal }) } : {};
      return { plan, results: null, failures: [], skipped: [], ...found };
    }
    const stored = await writePlan(store.root, { plan, located: settled });
    await onPlan?.(plan, done.size, stored);
    for (let round = 0; ; round++) {
      const outcome = await executePlan({ stored, store, done: round === 0 ? done : await findCurrent(store, plan.jobs), executor, workers, threads, workload: studyWorkload(workspace), onEvent, signal });
      const errors = outcome.failures.map(({ error }) => error);
      try {
        const results = errors.length > 0 ? null : await assembleResults({ plan, store, workspace, backend, command });
        if (results || round === repairs || !(await setAsideDamaged(store, plan, errors))) return { plan, results, ...outcome };
      } catch (error) {
        if (round === repairs || !(await setAsideDamaged(store, plan, [error]))) throw error;
      }
    }
  } finally {
    await workspace.dispose();
  }
}

/** Takes the results that these errors call damaged out of the store. False when there is none among them. */
async function setAsideDamaged(store: ArtifactStore, plan: Plan, errors: readonly unknown[]): Promise<boolean> {
  const folders = new Set(errors.flatMap((error) => (isSkillNeuronsError(error) && error.code === 'ARTIFACT_DAMAGED' && error.where !== undefined ? [dirname(error.where)] : [])));
  const damaged = plan.jobs.filter((job) => folders.has(store.folderOf(job)));
  for (const job of damaged) await store.displace(job);
  return damaged.length > 0;
}
