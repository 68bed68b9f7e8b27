import { quantile } from '@skill-neurons/core';
import type { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { findCurrent } from '../store/find-current.ts';
import type { Manifest } from '../store/manifest.ts';
import type { Workspace } from '../workspace.ts';
import { calibrate, type Calibration } from './calibrate.ts';
import { jobWork } from './job-work.ts';
import { makespan } from './makespan.ts';

/** What the jobs of one kind will take. */
export interface StageEstimate {
  kind: string;
  jobs: number;
  /** Jobs whose results are there. */
  done: number;
  /** Later jobs that read results of this stage. */
  readBy: number;
  /** Of the jobs to run, over all of them; null when nothing is known of this kind. */
  seconds: number | null;
  bytes: number | null;
}

/** What a plan will take. */
export interface PlanEstimate {
  stages: StageEstimate[];
  /** Of the whole run with `workers` processes, from the stages that are known. */
  wallSeconds: number;
  workers: number;
  /** Of one process, as far as known. */
  memory: number | null;
  bytes: number;
  /** Where the times come from. */
  basis: ('finished jobs' | 'calibration')[];
}

interface Measured {
  seconds: number;
  bytes: number;
}

export interface EstimateOptions {
  jobs: readonly Job[];
  store: ArtifactStore;
  workspace: Workspace;
  workers: number;
  signal?: AbortSignal | undefined;
}

/**
 * What the rest of a plan will take on this machine: from finished jobs of the same kind and model in the store where there are
 * some, else from a short calibration of each model.
 */
export async function estimatePlan({ jobs, store, workspace, workers, signal }: EstimateOptions): Promise<PlanEstimate> {
  const finished = new Map<string, Manifest[]>();
  const current = await findCurrent(store, jobs, (job, manifest) => {
    const name = groupOf(job);
    finished.set(name, [...(finished.get(name) ?? []), manifest]);
  });
  const calibrations = new Map<string, Calibration>();
  const measured = new Map<string, Measured | null>();
  for (const job of jobs) {
    if (current.has(job.key) || measured.has(job.key)) continue;
    const known = finished.get(groupOf(job));
    measured.set(job.key, known ? medianOf(known) : await calculated(job, workspace, calibrations, signal));
  }
  const readers = new Map<string, number>();
  for (const { inputs } of jobs) for (const key of Object.values(inputs)) readers.set(key, (readers.get(key) ?? 0) + 1);
  const stages = [...new Set(jobs.map(({ kind }) => kind))].map((kind): StageEstimate => {
    const own = jobs.filter((job) => job.kind === kind);
    const open = own.filter(({ key }) => !current.has(key)).map(({ key }) => measured.get(key)!);
    const total = (field: keyof Measured) => (open.some((each) => each === null) ? null : open.reduce((sum, each) => sum + each![field], 0));
    return { kind, jobs: own.length, done: own.length - open.length, readBy: own.reduce((sum, { key }) => sum + (readers.get(key) ?? 0), 0), seconds: total('seconds'), bytes: total('bytes') };
  });
  const memories = [...[...finished.values()].flat().map(({ memory }) => memory), ...[...calibrations.values()].map(({ memory }) => memory)];
  return {
    stages,
    workers,
    wallSeconds: await makespan(jobs, current, workers, ({ key }) => measured.get(key)?.seconds ?? 0),
    memory: memories.length === 0 ? null : Math.max(...memories),
    bytes: stages.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    basis: [...(finished.size > 0 ? (['finished jobs'] as const) : []), ...(calibrations.size > 0 ? (['calibration'] as const) : [])],
  };
}

const groupOf = ({ kind, parameters }: Job) => `${kind}/${parameters.model}`;

function medianOf(manifests: readonly Manifest[]): Measured {
  const bytes = manifests.map(({ files }) => Object.values(files).reduce((sum, file) => sum + file.bytes, 0));
  const median = (values: readonly number[]) => quantile([...values].sort((a, b) => a - b), 0.5);
  return { seconds: median(manifests.map(({ seconds }) => seconds)), bytes: median(bytes) };
}

async function calculated(job: Job, workspace: Workspace, calibrations: Map<string, Calibration>, signal: AbortSignal | undefined): Promise<Measured | null> {
  const work = await jobWork(job, workspace);
  if (!work) return null;
  const { model } = job.parameters;
  if (!calibrations.has(model)) calibrations.set(model, await calibrate(model, workspace, signal));
  const { trainBatch, forwardBatch } = calibrations.get(model)!;
  return { seconds: work.trainBatches * trainBatch + work.forwardBatches * forwardBatch, bytes: work.bytes };
}
