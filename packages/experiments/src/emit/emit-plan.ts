import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { ArtifactStore } from '../artifact-store.ts';
import { readPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import { layOutArrays, type JobArray } from '../slurm/array-layout.ts';
import type { SlurmSettings } from '../slurm/slurm-settings.ts';
import type { Job } from '../job.ts';
import { findCurrent } from '../store/find-current.ts';
import { kubernetesJobs, type KubernetesOptions } from './kubernetes.ts';
import { sbatchSubmission } from './sbatch.ts';
import { snakefile } from './snakemake.ts';

export const emitters = ['snakemake', 'kubernetes', 'sbatch'] as const;
/** An engine that a plan can be written for. */
export type Emitter = (typeof emitters)[number];

/** What every emitter gets. */
export interface EmitContext {
  run: Run;
  /** Unfinished jobs in an order in which each follows its inputs. */
  jobs: readonly Job[];
  arrays: readonly JobArray[];
  settings: SlurmSettings;
  /** Program and arguments before `--run RUN ...`. */
  command: readonly string[];
  /** Writes a file into the run's folder and returns its path. */
  write(name: string, text: string): Promise<string>;
}

export interface EmitOptions extends KubernetesOptions {
  command: readonly string[];
}

/** What is left of a run as text for another engine. Lists of keys go into the run's folder; nothing is started. */
export async function emitPlan(run: Run, emitter: Emitter, { command, ...kubernetes }: EmitOptions): Promise<string> {
  const { plan, located } = await readPlan(run.store, run.record.plan);
  const done = await findCurrent(new ArtifactStore(run.store), plan.jobs);
  const settings = located.study.slurm ?? {};
  const context: EmitContext = {
    run, settings, command,
    jobs: plan.jobs.filter(({ key }) => !done.has(key)),
    arrays: layOutArrays({ jobs: plan.jobs, done, maxArraySize: settings.max_array_size ?? 1000 }),
    async write(name, text) {
      const path = join(run.folder, emitter, name);
      await writeFileAtomic(path, text);
      return path;
    },
  };
  switch (emitter) {
    case 'snakemake':
      return snakefile(context);
    case 'kubernetes':
      return kubernetesJobs(context, kubernetes);
    case 'sbatch':
      return sbatchSubmission(context);
  }
}

/** Lines `index key` of an array's tasks, as `job run --keys` reads them. */
export function keysOf({ tasks }: JobArray): string {
  return tasks.map(({ index, key }) => `${index} ${key}\n`).join('');
}
