import { join } from 'node:path';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import { readPlan } from '../plan-file.ts';
import type { Run } from '../run-folder.ts';
import type { Manifest } from '../store/manifest.ts';
import { inputBytes, type InputBytes } from './input-bytes.ts';
import { jobsBehind } from './jobs-behind.ts';
import { findValues } from './results-path.ts';

/** A job that a number came from. */
export interface ExplainedJob {
  job: Job;
  folder: string;
  /** null while the job has no result. */
  manifest: Manifest | null;
}

/** A number with the jobs, settings and files behind it. */
export interface Explanation {
  /** What was asked for: a value of the results, or nothing for a job. */
  values: { path: string; value: unknown }[];
  /** The jobs that wrote it. */
  sources: ExplainedJob[];
  /** The jobs that those build on, inputs first. */
  behind: ExplainedJob[];
  inputs: InputBytes;
}

/**
 * Walks from a number of `results.json` (such as `evaluations[3].correct`), or from a job (its label or the start of its key), to
 * the jobs, settings, code versions and input bytes behind it.
 * @throws EXPLAIN_UNKNOWN, RESULTS_PATH
 */
export async function explain(run: Run, what: string): Promise<Explanation> {
  const store = new ArtifactStore(run.store);
  const stored = await readPlan(run.store, run.record.plan);
  const { jobs } = stored.plan;
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const named = jobs.filter(({ key, label }) => label === what || (/^[0-9a-f]{6,64}$/.test(what) && key.startsWith(what)));
  const values = named.length > 0 ? [] : findValues((await readJsonFile(join(run.folder, 'results.json'), 'results file')) as Record<string, unknown>, what);
  const sources = new Set(named);
  for (const { section, entry } of values) for (const job of await jobsBehind(section, entry, jobs, store)) sources.add(job);
  if (sources.size === 0) {
    throw new SkillNeuronsError({ code: 'EXPLAIN_UNKNOWN', message: 'no job wrote this', where: what, hint: 'name a number of the results such as evaluations[0].correct, or a job' });
  }
  const behind = new Set<Job>();
  const visit = (job: Job) => {
    for (const key of Object.values(job.inputs)) {
      const input = byKey.get(key)!;
      if (behind.has(input)) continue;
      visit(input);
      behind.add(input);
    }
  };
  sources.forEach(visit);
  const look = (of: Iterable<Job>) =>
    Promise.all([...of].map(async (job) => ({ job, folder: store.folderOf(job), manifest: store.isDone(job) ? await store.manifest(job) : null })));
  return {
    values: values.map(({ path, value }) => ({ path, value })),
    sources: await look(sources),
    behind: await look([...behind].filter((job) => !sources.has(job))),
    inputs: await inputBytes([...sources, ...behind], stored),
  };
}
