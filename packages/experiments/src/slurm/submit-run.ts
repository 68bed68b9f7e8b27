import { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { readPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import { findCurrent } from '../store/find-current.ts';
import { submitPlan, type SubmitOptions, type Submitted } from './submit-plan.ts';

/** Sends what is left of a run, or of some of its jobs, to the cluster, with the `slurm` settings of its study. */
export async function submitRun(run: Run, { command, only, signal }: Pick<SubmitOptions, 'command' | 'signal'> & { only?: readonly Job[] }): Promise<Submitted> {
  const { plan: { jobs }, located } = await readPlan(run.store, run.record.plan);
  const done = await findCurrent(new ArtifactStore(run.store), jobs);
  const wanted = only && new Set(only.map(({ key }) => key));
  const chosen = wanted ? jobs.filter(({ key }) => wanted.has(key) || done.has(key)) : jobs;
  return submitPlan({ run, jobs: chosen, done, settings: located.study.slurm ?? {}, command, signal });
}
