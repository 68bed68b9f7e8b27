import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ArtifactStore } from '../artifact-store.ts';
import type { Job } from '../job.ts';
import type { Manifest } from '../store/manifest.ts';

/** What a job has to tell a tracking service. */
export interface TrackedJob {
  job: Job;
  manifest: Manifest;
  /** Numbers by step, as `metrics.jsonl` of a tuning job holds them. */
  steps: { step: number; values: Record<string, number> }[];
}

/** File of a job's artifact with one JSON object a line: `{"step":1,"train/loss":0.7}`. */
export const metricsFile = 'metrics.jsonl';

const lineSchema = z.object({ step: z.number().int().min(0) }).catchall(z.number());

/** The finished jobs of a plan that recorded metrics. @throws ARTIFACT_DAMAGED */
export async function* trackedJobs(jobs: readonly Job[], store: ArtifactStore): AsyncGenerator<TrackedJob> {
  for (const job of jobs) {
    if (!store.isDone(job)) continue;
    const manifest = await store.manifest(job);
    if (!Object.hasOwn(manifest.files, metricsFile)) continue;
    const lines = (await readFile(await store.checkFile(job, metricsFile), 'utf8')).split('\n').filter((line) => line !== '');
    const steps = lines.map((line) => {
      const { step, ...values } = lineSchema.parse(JSON.parse(line));
      return { step, values };
    });
    yield { job, manifest, steps };
  }
}
