import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { z } from 'zod';
import type { Job } from '../job.ts';

const failureSchema = z.object({
  key: z.string(),
  label: z.string(),
  code: z.string(),
  message: z.string(),
  /** How often the job failed since it last succeeded. */
  attempts: z.number(),
  host: z.string().optional(),
});
export type JobFailure = z.infer<typeof failureSchema>;

const pathOf = (root: string, key: string) => join(root, 'failures', `${key}.json`);

/** Keeps why a job failed, for `status` and `retry`. A store that cannot be written is no reason to hide the failure itself. */
export async function recordFailure(root: string, job: Job, error: unknown, host: string): Promise<void> {
  const before = await readFailure(root, job.key);
  const code = isSkillNeuronsError(error) ? error.code : 'UNEXPECTED';
  const message = isSkillNeuronsError(error) ? error.oneLine : error instanceof Error ? error.message : String(error);
  const failure: JobFailure = { key: job.key, label: job.label, code, message, attempts: (before?.attempts ?? 0) + 1, host };
  await mkdir(join(root, 'failures'), { recursive: true }).catch(() => undefined);
  await writeFileAtomic(pathOf(root, job.key), `${JSON.stringify(failure, null, 2)}\n`).catch(() => undefined);
}

export async function readFailure(root: string, key: string): Promise<JobFailure | null> {
  try {
    const parsed = failureSchema.safeParse(JSON.parse(await readFile(pathOf(root, key), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Takes back that a job failed, so that it is run again. */
export async function forgetFailure(root: string, key: string): Promise<void> {
  await rm(pathOf(root, key), { force: true }).catch(() => undefined);
}
