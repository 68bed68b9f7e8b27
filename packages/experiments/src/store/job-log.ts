import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '../job.ts';

/** File with what a job said about itself, over all its attempts. */
export function jobLogPath(root: string, key: string): string {
  return join(root, 'logs', `${key}.log`);
}

/** Appends a line with the time; a log that cannot be written stops no job. */
export async function logLine(root: string, job: Job, text: string): Promise<void> {
  try {
    await mkdir(join(root, 'logs'), { recursive: true });
    await appendFile(jobLogPath(root, job.key), `${new Date().toISOString()} ${text}\n`);
  } catch {
    // A full disk shows in the job itself.
  }
}
